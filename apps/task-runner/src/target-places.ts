/** So long a run waits for its turn, with its message in hand: others may be behind that. */
const PATIENCE_MS = 500;
const MIN_DELAY_MS = 1_000;
/** A target that is quick again is not left without its runs for longer. */
const MAX_DELAY_MS = 30_000;
/** How much a run says about those to come. */
const WEIGHT = 0.2;

/** A place at a target. */
export interface TargetPlace {
  readonly target: string;
  readonly sinceMs: number;
}

interface AtTarget {
  places: Set<TargetPlace>;
  /** First come, first served; each is told its place, or that there is none. */
  waiting: Set<(place?: TargetPlace) => void>;
  /** What its runs take. */
  meanMs: number;
  /** When a place was last taken or left. */
  movedMs: number;
  /** When who was sent away last is to come back. */
  lastBackMs: number;
}

/**
 * The places of a runner by target: each target has a share of them, so that one that hangs leaves the rest to others.
 * Who finds them taken waits if that is for a moment, else is told when to come back.
 */
export class TargetPlaces {
  private readonly targets = new Map<string, AtTarget>();

  constructor(
    private readonly share: number,
    private readonly nowMs: () => number = () => performance.now(),
  ) {}

  /** A place, if the target has one free. */
  enter(target: string): TargetPlace | undefined {
    const at = this.targets.get(target) ?? this.newTarget(target);
    return at.places.size < this.share ? this.placeAt(at, target) : undefined;
  }

  /** For whom {@link enter} had none: the place that somebody leaves; undefined when that will not be soon. */
  async turn(target: string): Promise<TargetPlace | undefined> {
    const at = this.targets.get(target);
    if (at === undefined || this.waitMs(at) > PATIENCE_MS) return undefined;
    return new Promise((resolve) => {
      const settle = (place?: TargetPlace): void => {
        clearTimeout(timer);
        at.waiting.delete(settle);
        resolve(place);
      };
      const timer = setTimeout(settle, PATIENCE_MS);
      at.waiting.add(settle);
    });
  }

  /** Gives a place back. True: it is handed on to who waited for it, and with it the place among all. */
  leave(place: TargetPlace): boolean {
    const { target, sinceMs } = place;
    const at = this.targets.get(target)!;
    at.places.delete(place);
    const tookMs = this.nowMs() - sinceMs;
    at.meanMs = at.meanMs === 0 ? tookMs : at.meanMs + WEIGHT * (tookMs - at.meanMs);
    at.movedMs = this.nowMs();
    const [next] = at.waiting;
    next?.(this.placeAt(at, target));
    if (at.places.size === 0) this.targets.delete(target);
    return next !== undefined;
  }

  /** How long whoever is sent away is to stay away: until about its turn, behind those who were sent before it. */
  delayMs(target: string): number {
    const at = this.targets.get(target);
    if (at === undefined) return MIN_DELAY_MS;
    const nowMs = this.nowMs();
    const waitMs = this.waitMs(at);
    at.lastBackMs = Math.max(at.lastBackMs + this.turnMs(at), nowMs + waitMs);
    return Math.min(Math.max(at.lastBackMs - nowMs, MIN_DELAY_MS), MAX_DELAY_MS);
  }

  /** Sends away all who wait. */
  close(): void {
    for (const { waiting } of this.targets.values()) for (const settle of waiting) settle();
  }

  private newTarget(target: string): AtTarget {
    const at = { places: new Set<TargetPlace>(), waiting: new Set<() => void>() };
    const made: AtTarget = { ...at, meanMs: 0, movedMs: this.nowMs(), lastBackMs: 0 };
    this.targets.set(target, made);
    return made;
  }

  private placeAt(at: AtTarget, target: string): TargetPlace {
    const place = { target, sinceMs: this.nowMs() };
    at.places.add(place);
    at.movedMs = place.sinceMs;
    return place;
  }

  /** Until the turn of who comes now: a target that nobody leaves counts as one that nobody will leave for as long. */
  private waitMs(at: AtTarget): number {
    const pausedMs = this.nowMs() - at.movedMs;
    return at.waiting.size * this.turnMs(at) + Math.max(this.turnMs(at), pausedMs);
  }

  /** From one leaving of a full target to the next. */
  private turnMs({ meanMs, movedMs }: AtTarget): number {
    return meanMs > 0 ? meanMs / this.share : this.nowMs() - movedMs;
  }
}
