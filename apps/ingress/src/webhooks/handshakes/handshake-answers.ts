import { storableText } from '@millwright/kernel';
import { Logger } from '@millwright/observability';
import type { Greeted, Handshake, NotGreeted, RefusalReason, Sender } from '@millwright/webhook';
import { Injectable } from '@nestjs/common';
import type { Arrival } from '../arrival.ts';
import { IntakeAnswers } from '../intake-answers.ts';
import { SenderKeys } from '../ports/sender-keys.ts';
import { webhookMethodsOf } from '../steps/webhook-methods.ts';
import { LastHandshakes } from './last-handshakes.ts';
import { LearntSecrets } from './learnt-secrets.ts';

const MAX_NOTICE_LENGTH = 1_000;
const SECOND_MS = 1_000;
const LAST_MS = Date.parse('9999-12-31T23:59:59.999Z');

/** Answers handshakes. No event comes of them; their owner sees what came of the last one. */
@Injectable()
export class HandshakeAnswers {
  constructor(
    private readonly learnt: LearntSecrets,
    private readonly last: LastHandshakes,
    private readonly keys: SenderKeys,
    private readonly answers: IntakeAnswers,
    private readonly logger: Logger,
  ) {}

  /** Nobody's webhook answers like a real one, and does nothing else. */
  answer(arrival: Arrival, sender: Sender, handshake: Handshake): void {
    if (handshake.is === 'not_greeted') return this.refuse(arrival, sender, handshake);
    const { route, exchange } = arrival;
    const { confirmUrl, learns } = handshake;
    if (route === null || (confirmUrl === undefined && learns === undefined)) {
      return this.greet(arrival, sender, handshake);
    }
    if (confirmUrl !== undefined) {
      return void this.keys.confirm(sender.provider.id, confirmUrl).then(
        () => this.answers.guarded(exchange, () => this.greet(arrival, sender, handshake)),
        (error: unknown) => this.answers.notFetched(arrival, error),
      );
    }
    this.learnt.keep(route, sender.provider.id, learns!, arrival.clientIp).then(
      (isKept) =>
        this.answers.guarded(exchange, () =>
          isKept
            ? this.greet(arrival, sender, handshake)
            : this.refuse(arrival, sender, tooMany(handshake)),
        ),
      (error: unknown) => this.answers.unavailable(exchange, error),
    );
  }

  private greet(arrival: Arrival, sender: Sender, handshake: Greeted): void {
    const { kind, answer } = handshake;
    this.note(arrival, sender, handshake);
    this.answers.give(arrival, answer, { is: 'greeted', kind });
  }

  private refuse(arrival: Arrival, sender: Sender, handshake: NotGreeted): void {
    const { status, reason } = handshake;
    if (status === 405) {
      const { allow } = webhookMethodsOf(sender.provider);
      return void arrival.exchange.refuse('method_not_allowed', `use ${allow[1]}`, allow);
    }
    this.note(arrival, sender, handshake);
    if (status === 401) return this.answers.notVerified(arrival, reason);
    const code = status === 404 ? 'not_found' : closedOr(reason);
    this.answers.refuse(arrival, code, details[code], [], reason);
  }

  private note(
    { route, arrivedMs, clientIp, requestId }: Arrival,
    sender: Sender,
    handshake: Handshake,
  ): void {
    if (route === null) return;
    const { kind } = handshake;
    const isGreeted = handshake.is === 'greeted';
    const outcome = isGreeted ? 'answered' : 'refused';
    const reason = isGreeted ? null : handshake.reason;
    const { notice, leaseSeconds } = isGreeted ? handshake : noMore;
    this.last.note(route.id, {
      at: new Date(arrivedMs).toISOString(),
      provider: sender.provider.id,
      kind,
      ip: clientIp,
      outcome,
      reason,
      notice: notice === undefined ? null : storableText(notice.slice(0, MAX_NOTICE_LENGTH)),
      lease_ends_at: endOf(arrivedMs, leaseSeconds),
    });
    const line = { webhook_id: route.id, request_id: requestId, kind, outcome, reason };
    this.logger.info({ message: 'webhook.handshake_answered', ...line });
  }
}

const noMore: Pick<Greeted, 'notice' | 'leaseSeconds'> = {};

const details = {
  not_found: 'this webhook expects no such subscription',
  handshake_refused: 'this handshake is not what the webhook expects: check its settings',
  handshake_closed: 'the webhook learns no secrets now: open its handshake window, then try again',
} as const;

const closedOr = (reason: RefusalReason): 'handshake_closed' | 'handshake_refused' =>
  reason === 'handshake_closed' ? reason : 'handshake_refused';

const tooMany = ({ kind }: Greeted): NotGreeted => ({
  is: 'not_greeted',
  kind,
  status: 403,
  reason: 'handshake_refused',
});

/** ISO 8601, in years of four digits; null without a lease. */
const endOf = (fromMs: number, leaseSeconds: number | undefined): string | null =>
  leaseSeconds === undefined
    ? null
    : new Date(Math.min(fromMs + leaseSeconds * SECOND_MS, LAST_MS)).toISOString();
