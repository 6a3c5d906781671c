import type { Database } from '@millwright/database';
import { storeCalls, type NewCall } from '@millwright/job';

/** A call whose message may be its only record, until it is stored: at the latest when it takes its time. */
export class CallRecord {
  private storing: Promise<unknown> | undefined;

  /** `call`: undefined when the rows were there before the message. */
  constructor(
    private readonly database: Database,
    private readonly call: NewCall | undefined,
  ) {}

  /** Resolves once its rows are there. What others made of it meanwhile stays. */
  async store(): Promise<void> {
    if (this.call === undefined) return;
    this.storing ??= storeCalls(this.database, [this.call]);
    await this.storing;
  }

  /** The call, as long as nobody here has begun to store it. */
  get unstored(): NewCall | undefined {
    return this.storing === undefined ? this.call : undefined;
  }
}
