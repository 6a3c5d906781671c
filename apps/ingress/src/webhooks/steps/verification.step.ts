import { verificationRecordOf, type Sender } from '@millwright/webhook';
import { Injectable } from '@nestjs/common';
import type { Arrival } from '../arrival.ts';
import { IntakeAnswers } from '../intake-answers.ts';
import type { IntakeStep, Next } from '../intake-step.ts';
import { LastUses } from '../last-uses.ts';
import { SenderKeys } from '../ports/sender-keys.ts';

/** Finds out who sends, over the bytes as they came, before anything reads them (bench "intake-verified"). */
@Injectable()
export class VerificationStep implements IntakeStep {
  constructor(
    private readonly keys: SenderKeys,
    private readonly lastUses: LastUses,
    private readonly answers: IntakeAnswers,
  ) {}

  take(arrival: Arrival, next: Next): void {
    const { sender, exchange } = arrival;
    if (sender === null) return next(arrival);
    const urls = sender.keysNeeded(arrival.received(), arrival.arrivedMs);
    if (urls.length === 0) return this.judge(arrival, sender, next);
    this.keys.fetch(sender.provider.id, urls).then(
      (fetched) => this.answers.guarded(exchange, () => this.judge(arrival, sender, next, fetched)),
      (error: unknown) => this.answers.notFetched(arrival, error),
    );
  }

  private judge(
    arrival: Arrival,
    sender: Sender,
    next: Next,
    fetched?: ReadonlyMap<string, string>,
  ): void {
    const verdict = sender.verdictOf(arrival.received(), arrival.arrivedMs, fetched);
    if (verdict.is === 'refused') {
      if (verdict.reason === 'key_unavailable') return this.answers.keyUnavailable(arrival);
      return this.answers.notVerified(arrival, verdict.reason);
    }
    if (verdict.is === 'accepted') this.lastUses.noteSecret(verdict.secretId, arrival.arrivedMs);
    arrival.verification = verificationRecordOf(verdict);
    next(arrival);
  }
}
