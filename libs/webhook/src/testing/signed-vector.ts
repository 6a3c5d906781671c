import { readdirSync, readFileSync } from 'node:fs';
import { newId } from '@millwright/kernel';
import type { ReceivedRequest, WebhookProvider } from '../providers/webhook-provider.ts';
import { Sender } from '../verification/sender.ts';

/** A request of a sender, with what is to be thought of it; `secret` null is none, an array several active ones. */
export interface SignedVector {
  provider: string;
  name: string;
  secret: string | readonly string[] | null;
  config?: Record<string, unknown>;
  /** What is found at which address: nothing else may be fetched. */
  fetch?: Record<string, string>;
  request: {
    method: string;
    url: string;
    headers: Record<string, string>;
    body?: string;
    body_base64?: string;
  };
  /** Arrival, in Unix seconds. */
  now: number;
  expect: string;
  /** It is a greeting, to be answered like this: at least these headers, and a body as text or as JSON. */
  handshake?: {
    status: number;
    headers: Record<string, string>;
    body?: string;
    json?: unknown;
  };
  source: string;
}

const fixtures = new URL('../providers/__fixtures__/', import.meta.url);

/** Every signed request that we have, from the senders' own documents and libraries where these have any. */
export const signedVectors: readonly SignedVector[] = readdirSync(fixtures)
  .sort()
  .flatMap((file) => JSON.parse(readFileSync(new URL(file, fixtures), 'utf8')) as SignedVector[]);

/** Those of one provider. */
export const vectorsOf = (id: string): readonly SignedVector[] =>
  signedVectors.filter(({ provider }) => provider === id);

/** What differs from the vector in a trial. */
export interface Trial {
  request?: Partial<ReceivedRequest>;
  secrets?: readonly string[];
  nowMs?: number;
  expiresAtMs?: number;
  toleranceSeconds?: number;
  isWindowOpen?: boolean;
  mode?: 'required' | 'off';
}

/** The webhook that a vector is sent to. */
export const senderOf = (
  provider: WebhookProvider,
  vector: SignedVector,
  { secrets, expiresAtMs = Infinity, toleranceSeconds, mode = 'required' }: Trial = {},
): Sender =>
  new Sender(
    provider,
    {
      mode,
      public_url: null,
      tolerance_seconds: toleranceSeconds ?? null,
      config: vector.config ?? {},
    },
    (secrets ?? secretsOf(vector)).map((value) => ({ id: newId(), value, expiresAtMs })),
  );

export const requestOf = ({ request }: SignedVector): ReceivedRequest => ({
  method: request.method,
  url: request.url,
  headers: Object.fromEntries(
    Object.entries(request.headers).map(([name, value]) => [name.toLowerCase(), [value]]),
  ),
  rawBody:
    request.body_base64 === undefined
      ? Buffer.from(request.body ?? '')
      : Buffer.from(request.body_base64, 'base64'),
});

export const secretsOf = ({ secret }: SignedVector): readonly string[] =>
  secret === null ? [] : typeof secret === 'string' ? [secret] : secret;
