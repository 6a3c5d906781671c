import { verificationRecordOf, type Sender } from '@millwright/webhook';
import { Injectable } from '@nestjs/common';
import type { Arrival } from '../arrival.ts';
import { IntakeAnswers } from '../intake-answers.ts';
import type { IntakeStep, Next } from '../intake-step.ts';
import { LastUses } from '../last-uses.ts';
import { SenderKeys } from '../ports/sender-keys.ts';

type Judgement = ReturnType<Sender['verdictOf']>;

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
    if (urls.length === 0) return this.tell(arrival, this.verdictOn(arrival, sender), next);
    this.withKeys(arrival, sender, urls).then(
      (verdict) => this.answers.guarded(exchange, () => this.tell(arrival, verdict, next)),
      (error: unknown) => this.answers.notFetched(arrival, error),
    );
  }

  /** A key that is not there, or is no good, may have been replaced since it was fetched. */
  private async withKeys(
    arrival: Arrival,
    sender: Sender,
    urls: readonly string[],
  ): Promise<Judgement> {
    const { id } = sender.provider;
    const verdict = this.verdictOn(arrival, sender, await this.keys.fetch(id, urls));
    if (verdict.is !== 'refused' || verdict.reason !== 'key_untrusted') return verdict;
    return this.verdictOn(arrival, sender, await this.keys.renew(id, urls));
  }

  private verdictOn(
    arrival: Arrival,
    sender: Sender,
    fetched?: ReadonlyMap<string, string>,
  ): Judgement {
    return sender.verdictOf(arrival.received(), arrival.arrivedMs, fetched);
  }

  private tell(arrival: Arrival, verdict: Judgement, next: Next): void {
    if (verdict.is === 'refused') {
      if (verdict.reason === 'key_unavailable') return this.answers.keyUnavailable(arrival);
      return this.answers.notVerified(arrival, verdict.reason);
    }
    if (verdict.is === 'accepted') this.lastUses.noteSecret(verdict.secretId, arrival.arrivedMs);
    arrival.verification = verificationRecordOf(verdict);
    next(arrival);
  }
}
