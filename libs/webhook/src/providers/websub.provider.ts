import type { HmacAlgorithm } from '@millwright/kernel';
import { z } from 'zod';
import { bodyHmac, candidatesIn, signaturesIn } from '../signatures/body-hmac.ts';
import { newSecretText } from '../signatures/new-secret.ts';
import { queryValue } from '../signatures/query-values.ts';
import { signedBy } from '../signatures/signed-by.ts';
import { ok, textAnswer } from './answer.ts';
import { echo, greeted, notGreeted, type Handshake } from './handshake.ts';
import { refused, type WebhookProvider } from './webhook-provider.ts';

const HEADER = 'x-hub-signature';
const METHODS: readonly HmacAlgorithm[] = ['sha256', 'sha512', 'sha384', 'sha1'];
const WHOLE = /^\d{1,12}$/;
/** Hubs give days. Handshakes are not signed: anybody could say that a subscription ends right now. */
const MIN_LEASE_SECONDS = 300;

const config = z.strictObject({
  topic: z
    .string()
    .min(1)
    .max(2_000)
    .optional()
    .meta({ description: 'The topic that was subscribed to: another one is not confirmed.' }),
});

type WebsubConfig = z.output<typeof config>;

/** Source: W3C, "WebSub". */
export const websub = {
  id: 'websub',
  name: 'WebSub',
  signature: 'hex HMAC of the body by a method that the hub chooses',
  handshakes:
    'GET that confirms a subscription is answered with `hub.challenge`, if its topic is that of the options.',
  documentation: 'https://www.w3.org/TR/websub/',
  secretLabel: 'hub.secret of the subscription',
  sample: { body: '{"hello":"world"}' },
  ...bodyHmac({ header: HEADER, prefix: 'sha256=', encoding: 'hex' }),
  config,
  handshakeMethods: ['GET'],
  newSecret: () => newSecretText('hex'),
  handshake: ({ method, query }, { config: { topic } }) =>
    method === 'GET' ? greetingOf(query, topic) : undefined,
  verify(request, { secrets }) {
    const values = signaturesIn(request, [HEADER]);
    if (values.length === 0) return refused('signature_missing');
    const byMethod = METHODS.map((algorithm) => ({
      algorithm,
      candidates: candidatesIn(values, `${algorithm}=`, 'hex'),
    })).filter(({ candidates }) => candidates.length > 0);
    if (byMethod.length === 0) return refused('signature_malformed');
    const verdicts = byMethod.map(({ algorithm, candidates }) =>
      signedBy(secrets, candidates, { algorithm, parts: [request.rawBody] }),
    );
    return verdicts.find(({ is }) => is === 'accepted') ?? verdicts[0]!;
  },
  deliveryIdOf: () => undefined,
  hintOf: (_delivery, { topic }) => topic,
} satisfies WebhookProvider<WebsubConfig>;

function greetingOf(query: string, topic: string | undefined): Handshake {
  const mode = queryValue(query, 'hub.mode');
  if (mode === 'denied') {
    return greeted('denial', ok, { notice: queryValue(query, 'hub.reason') ?? 'no reason given' });
  }
  const isMode = mode === 'subscribe' || mode === 'unsubscribe';
  const isOurs = topic !== undefined && queryValue(query, 'hub.topic') === topic;
  if (!isMode || !isOurs) return notGreeted('subscription', 404);
  const answer = echo(mode, queryValue(query, 'hub.challenge'), textAnswer);
  if (answer.is === 'not_greeted') return notGreeted(mode, 404);
  const lease = queryValue(query, 'hub.lease_seconds') ?? '';
  const isLease = WHOLE.test(lease) && Number(lease) >= MIN_LEASE_SECONDS;
  return isLease ? { ...answer, leaseSeconds: Number(lease) } : answer;
}
