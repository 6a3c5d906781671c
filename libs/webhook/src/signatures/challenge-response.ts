import { hmacOf } from '@millwright/kernel';
import type { Answer } from '../providers/answer.ts';
import { greeted, notGreeted, type Handshake } from '../providers/handshake.ts';
import type { ActiveSecret } from '../providers/webhook-provider.ts';

/** A challenge that is answered with its HMAC under the newest secret. */
export interface ChallengeResponse {
  kind: string;
  challenge: string | undefined;
  /** What may be signed for anybody who asks: never what could be the signed text of a delivery. */
  pattern: RegExp;
  secrets: readonly ActiveSecret[];
  answerOf: (challenge: string, signed: Buffer) => Answer;
}

/** Shows a sender that we know the secret, without signing deliveries for whoever asks. */
export function respond({
  kind,
  challenge,
  pattern,
  secrets: [newest],
  answerOf,
}: ChallengeResponse): Handshake {
  if (challenge === undefined || !pattern.test(challenge)) return notGreeted(kind);
  if (newest === undefined) return notGreeted(kind, 403, 'secret_missing');
  return greeted(kind, answerOf(challenge, hmacOf('sha256', newest.key, [challenge])));
}
