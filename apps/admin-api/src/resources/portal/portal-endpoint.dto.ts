import type { Endpoint } from '@millwright/delivery';
import { z } from 'zod';
import { idSchema } from '../../http/schemas.ts';

/** What the owner of an endpoint sees of it: nothing of how the Workspace uses it otherwise. */
export const portalEndpointAnswer = z
  .object({
    id: idSchema,
    name: z.string(),
    url: z.string(),
    enabled: z.boolean(),
    disabled_reason: z.string().nullable(),
    topics: z.array(z.string()),
    format: z.string(),
    mode: z.string(),
    signature: z.string(),
  })
  .meta({ id: 'PortalEndpoint' });

/** An endpoint as it is shown in the portal. */
export const showPortalEndpoint = (endpoint: Endpoint) => ({
  id: endpoint.id,
  name: endpoint.name,
  url: endpoint.url,
  enabled: endpoint.enabled,
  disabled_reason: endpoint.disabledReason,
  topics: endpoint.topics,
  format: endpoint.format,
  mode: endpoint.mode,
  signature: endpoint.settings.signature,
});
