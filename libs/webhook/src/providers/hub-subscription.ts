import { equalsConstantTime } from '@millwright/kernel';
import { z } from 'zod';
import { queryValue } from '../signatures/query-values.ts';
import type { Answer } from './answer.ts';
import { echo, notGreeted, type Handshake } from './handshake.ts';
import type { SignedRequest } from './webhook-provider.ts';

/** The parameter of the address that holds the word. */
export const VERIFY_TOKEN = 'hub.verify_token';

/** The option of senders that subscribe with a word the owner gave them. */
export const verifyTokenConfig = z.strictObject({
  verify_token: z.string().min(1).max(256).optional().meta({
    description: 'The verify token that the sender shows when it subscribes.',
    secret: true,
  }),
});

/** A subscription with `hub.challenge`: given back to whoever knows the verify token. Without one, nobody does. */
export function hubSubscription(
  { method, query }: SignedRequest,
  verifyToken: string | undefined,
  answerOf: (challenge: string) => Answer,
): Handshake | undefined {
  if (method !== 'GET') return undefined;
  const given = queryValue(query, VERIFY_TOKEN);
  const isKnown =
    verifyToken !== undefined && given !== undefined && equalsConstantTime(verifyToken, given);
  return isKnown && queryValue(query, 'hub.mode') === 'subscribe'
    ? echo('subscribe', queryValue(query, 'hub.challenge'), answerOf)
    : notGreeted('subscribe');
}
