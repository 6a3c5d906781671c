import { jsonValueAt, RawJson } from '@millwright/kernel';

/** What a row of `events` keeps of an inbound request's sender. */
export interface SenderRow {
  provider: string | null;
  provider_event: string | null;
  verification: string | null;
  request: string | null;
}

/** Who sent an event's request, as the API shows it; all null where nobody is known. */
export const senderShape = ({ request, verification, ...row }: SenderRow) => ({
  ...row,
  provider_delivery_id:
    (request === null ? undefined : jsonValueAt(new RawJson(request), ['provider_delivery_id'])) ??
    null,
  verification: verification === null ? null : new RawJson(verification),
});
