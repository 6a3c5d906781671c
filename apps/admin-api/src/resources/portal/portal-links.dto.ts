import { z } from 'zod';
import { idSchema, timeSchema } from '../../http/schemas.ts';

/** A link that is to be made. */
export const portalLinkCreate = z.strictObject({
  endpoint_ids: z.array(idSchema).min(1).max(50),
  expires_in_s: z.int().min(1).max(604_800).default(3_600),
});

/** A link, this once. */
export const portalLinkAnswer = z
  .object({ url: z.string(), token: z.string(), expires_at: timeSchema })
  .meta({ id: 'PortalLink' });

export type PortalLinkCreate = z.output<typeof portalLinkCreate>;
