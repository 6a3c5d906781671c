import { ok, type Answer } from './answer.ts';
import type { ActiveSecret, HttpMethod, RefusalReason, SignedRequest } from './webhook-provider.ts';

/** What a handshake may look at, beside the request. */
export interface HandshakeBy<Config = unknown> {
  /** Newest first; empty where none is set yet, and where none counts any more. */
  readonly secrets: readonly ActiveSecret[];
  readonly config: Config;
}

/** A handshake that came off. It is no delivery: no event comes of it. */
export interface Greeted {
  readonly is: 'greeted';
  /** In a word or two, for the owner: `url validation`, `heartbeat`. */
  readonly kind: string;
  readonly answer: Answer;
  /** A secret that the sender told us: it is to be kept, sealed. */
  readonly learns?: string;
  /** An address to GET before the answer is given; where that fails, the answer is 503. Its host has been checked. */
  readonly confirmUrl?: string;
  /** How long what was agreed on holds. */
  readonly leaseSeconds?: number;
  /** What the owner should know, in the sender's words or ours. */
  readonly notice?: string;
}

/** A handshake that did not. */
export interface NotGreeted {
  readonly is: 'not_greeted';
  readonly kind: string;
  /** 405: a method that only handshakes use, and this is none. */
  readonly status: 401 | 403 | 404 | 405;
  readonly reason: RefusalReason;
}

/** What a greeting came to. */
export type Handshake = Greeted | NotGreeted;

export const greeted = (
  kind: string,
  answer: Answer,
  more: Pick<Greeted, 'learns' | 'confirmUrl' | 'leaseSeconds' | 'notice'> = {},
): Greeted => ({ is: 'greeted', kind, answer, ...more });

export const notGreeted = (
  kind: string,
  status: NotGreeted['status'] = 403,
  reason: RefusalReason = 'handshake_refused',
): NotGreeted => ({ is: 'not_greeted', kind, status, reason });

const ECHOED = /^[A-Za-z0-9+/=_.~-]{1,256}$/;

/** Gives a challenge back. One that could be markup, or a header, is refused: it comes from anybody. */
export const echo = (
  kind: string,
  challenge: string | undefined,
  answerOf: (challenge: string) => Answer,
): Handshake =>
  challenge !== undefined && ECHOED.test(challenge)
    ? greeted(kind, answerOf(challenge))
    : notGreeted(kind);

/** Says yes to every request of some methods. */
export const acknowledges =
  (kind: string, ...methods: readonly HttpMethod[]) =>
  ({ method }: SignedRequest): Handshake | undefined =>
    methods.includes(method as HttpMethod) ? greeted(kind, ok) : undefined;
