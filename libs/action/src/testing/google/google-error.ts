import type { PeerReply } from '@millwright/testing';

/** A request as the services below see it. */
export interface GoogleCall {
  method: string;
  path: string;
  query: URLSearchParams;
  headers: Readonly<Record<string, string | string[] | undefined>>;
  body: Buffer;
}

/** An answer with JSON. */
export const answered = (value: unknown, status = 200): PeerReply => ({
  status,
  headers: { 'content-type': 'application/json; charset=UTF-8' },
  body: JSON.stringify(value),
});

/** How Google refuses. */
export const refusal = (status: number, message: string, reason = 'badRequest'): PeerReply =>
  answered({ error: { code: status, message, errors: [{ message, reason }] } }, status);

/** Thrown where a request ends in the middle. */
export class Refusal extends Error {
  constructor(readonly reply: PeerReply) {
    super('refused');
  }
}

/** @throws Refusal */
export function refuse(status: number, message: string, reason?: string): never {
  throw new Refusal(refusal(status, message, reason));
}
