/** What a command on deliveries came to. Refusals are ordinary answers: `message` says what to do. */
export type DeliveryOutcome<Done> =
  { ok: true; done: Done } | { ok: false; code: DeliveryRefusal; message: string };

export type DeliveryRefusal = 'not_found' | 'conflict' | 'not_cancellable';

export const done = <Done>(value: Done): { ok: true; done: Done } => ({ ok: true, done: value });

export const refused = (
  code: DeliveryRefusal,
  message: string,
): { ok: false; code: DeliveryRefusal; message: string } => ({ ok: false, code, message });
