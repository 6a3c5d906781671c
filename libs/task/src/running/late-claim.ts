import type { Claim } from '@millwright/event';

/** How to claim a run, and what to do when that comes to nothing; or the claim that there is already. */
export interface ClaimToMake {
  claim: () => Promise<Claim | undefined>;
  lost: () => void;
  taken: Claim | undefined;
}

/** Claims a run that takes its time; `settle` says with which claim to finish, or that it was lost meanwhile. */
export class LateClaim {
  private readonly taken: Claim | undefined;
  private pending: Promise<Claim | undefined> | undefined;
  private readonly timer: NodeJS.Timeout | undefined;

  constructor(afterMs: number, { claim, lost, taken }: ClaimToMake) {
    this.taken = taken;
    if (taken !== undefined) return;
    this.timer = setTimeout(() => {
      this.pending = claim();
      // Awaited in settle(); a failure until then is nobody's.
      this.pending.then((made) => made ?? lost()).catch(() => undefined);
    }, afterMs);
  }

  async settle(): Promise<Claim | undefined | 'lost'> {
    clearTimeout(this.timer);
    if (this.taken !== undefined) return this.taken;
    if (this.pending === undefined) return undefined;
    return (await this.pending) ?? 'lost';
  }

  /** Claims no more; answers the claim that was made, if any. */
  async end(): Promise<Claim | undefined> {
    clearTimeout(this.timer);
    return this.taken ?? (await this.pending?.catch(() => undefined));
  }
}
