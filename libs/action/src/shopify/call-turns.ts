import { LONGEST_WAIT_MS } from '../retry-after.ts';

/** A call that was put off, and when its turn comes. */
interface Turn {
  atMs: number;
  /** 0 once the points are promised to it no more. */
  cost: number;
}

const MAX_CALLERS = 10_000;

/** The turns of calls that were put off, which callers who are known keep until they take them. */
export class CallTurns {
  /** Points of all turns to come. */
  promised = 0;
  private readonly coming: Turn[] = [];
  private readonly byCaller = new Map<string, Turn>();

  /** A caller beyond the number that is kept gets none: nothing is promised that is not known to be taken. */
  give(atMs: number, cost: number, caller: string | undefined): void {
    if (caller !== undefined && this.byCaller.size >= MAX_CALLERS) return;
    const turn = { atMs, cost };
    this.coming.push(turn);
    if (caller !== undefined) this.byCaller.set(caller, turn);
    this.promised += cost;
  }

  /** Milliseconds until the turn of a caller; 0: it has come, and is taken. Undefined: there is none. */
  take(caller: string, nowMs: number): number | undefined {
    this.dropPast(nowMs);
    const turn = this.byCaller.get(caller);
    if (turn === undefined) return undefined;
    if (turn.atMs > nowMs) return turn.atMs - nowMs;
    this.byCaller.delete(caller);
    this.release(turn);
    return 0;
  }

  /** Promises nothing more to turns that have come, and forgets callers who stayed away for long. */
  dropPast(nowMs: number): void {
    while (this.coming.length > 0 && this.coming[0]!.atMs <= nowMs) {
      this.release(this.coming.shift()!);
    }
    for (const [caller, { atMs }] of this.byCaller) {
      if (atMs + LONGEST_WAIT_MS > nowMs) return;
      this.byCaller.delete(caller);
    }
  }

  private release(turn: Turn): void {
    this.promised -= turn.cost;
    turn.cost = 0;
  }
}
