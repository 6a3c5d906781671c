import { newId, type Id } from '@millwright/kernel';
import { draftNew } from '../endpoints/draft-endpoint.ts';
import type { EndpointFault } from '../endpoints/endpoint-fault.ts';
import type { EndpointRules } from '../endpoints/endpoint-rules.ts';
import { noSecrets } from '../endpoints/endpoint-secrets.ts';
import type { EndpointFields } from '../endpoints/endpoint.schema.ts';
import type { SendableEndpoint } from '../endpoints/sendable-endpoint.ts';
import { newKeyPair, newSecret } from '../keys/index.ts';

/** An endpoint as it would be if it were saved, with keys of its own; or what is wrong with it. */
export function unsavedEndpoint(
  workspaceId: Id,
  fields: EndpointFields,
  rules: EndpointRules,
): SendableEndpoint | EndpointFault[] {
  const draft = draftNew(fields, rules);
  if (Array.isArray(draft)) return draft;
  const now = new Date();
  const key = { id: newId(), secret: draft.secret ?? newSecret(), validUntil: null };
  return {
    endpoint: {
      ...draft.columns,
      ...{ id: newId(), workspaceId, sealed: null, changedEpoch: 0, portalGeneration: 0 },
      ...{ disabledReason: null, disabledAt: null, editedAt: null, deletedAt: null },
      ...{ createdAt: now, createdBy: null, updatedAt: now, updatedBy: null },
    },
    secrets: draft.secrets ?? noSecrets,
    keys: [{ ...key, ...newKeyPair() }],
  };
}
