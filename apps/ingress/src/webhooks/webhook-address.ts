import { isUuid, type Id } from '@millwright/kernel';

/** What an address under `/webhooks` names. */
export interface WebhookAddress {
  /** Lower case; undefined when it is no UUID, and so belongs to nobody. */
  readonly id: Id | undefined;
  readonly provider: string | undefined;
  /** Segments behind that: there is nothing at such an address. */
  readonly isTooDeep: boolean;
}

const ADDRESS = /^\/webhooks?\/([^/?]+)(?:\/([^/?]+))?(\/[^?]*[^/?][^?]*)?\/?(?:\?|$)/;

/** Reads a request's target; undefined when it is not that of a webhook. */
export function webhookAddressOf(target: string): WebhookAddress | undefined {
  if (!target.startsWith('/webhook')) return undefined;
  const match = ADDRESS.exec(target);
  if (match === null) return undefined;
  const [, id, provider, rest] = match;
  return {
    id: isUuid(id!) ? id!.toLowerCase() : undefined,
    provider,
    isTooDeep: rest !== undefined,
  };
}
