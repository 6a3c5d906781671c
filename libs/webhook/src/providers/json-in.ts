import { isUtf8 } from 'node:buffer';
import { jsonKindOf, RawJson } from '@millwright/kernel';
import { DeliveryBody } from './delivery-body.ts';

/** Greetings are small: a larger body is not read for one. */
const GREETING_BYTES = 65_536;

/**
 * Raw bytes as JSON, for signatures and greetings that are inside the body; undefined when they are none. Whatever the
 * content type says: Amazon calls its JSON text.
 */
export function jsonIn(rawBody: Buffer): DeliveryBody | undefined {
  const kind = isUtf8(rawBody) ? jsonKindOf(rawBody) : undefined;
  return (
    kind &&
    new DeliveryBody({ kind: 'json', json: new RawJson(rawBody), isObject: kind === 'object' })
  );
}

/** The same, for a body that is small enough to be a greeting and holds a word that the greeting must hold. */
export const greetingIn = (rawBody: Buffer, word: string): DeliveryBody | undefined =>
  mayGreet(rawBody, word) ? jsonIn(rawBody) : undefined;

/** Whether a body is small enough to be a greeting and holds a word that the greeting must hold. */
export const mayGreet = (rawBody: Buffer, word: string): boolean =>
  rawBody.length <= GREETING_BYTES && rawBody.includes(word);

/** The members of a sample's body, which is ours, for senders that sign inside it. */
export const membersOf = (rawBody: Buffer): Record<string, unknown> =>
  JSON.parse(rawBody.toString()) as Record<string, unknown>;
