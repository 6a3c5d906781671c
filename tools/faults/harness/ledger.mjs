/** What was sent under one fault, what was acknowledged, and which effects arrived. */
export class Ledger {
  /** By number: `{sentAt, endedAt, status, error}`. */
  sent = new Map();
  /** By kind and number: what the receiver saw. */
  #effects = new Map();

  /** A request that could not be answered has `error` instead of `status`. */
  note(number, entry) {
    this.sent.set(number, entry);
  }

  get acknowledged() {
    return [...this.sent].filter(([, { status }]) => status === 204).map(([number]) => number);
  }

  /** Notes an effect that arrived; answers which time it is, from 1. */
  arrived(kind, number, { key, isIntact, digest }) {
    const effect = this.effect(kind, number) ?? {
      times: 0,
      answered: 0,
      repeated: 0,
      keys: new Set(),
      digests: new Set(),
      isIntact: true,
      firstAt: Date.now(),
    };
    effect.times += 1;
    if (effect.answered > 0) effect.repeated += 1;
    effect.keys.add(key);
    effect.digests.add(digest);
    effect.isIntact &&= isIntact;
    this.#effects.set(`${kind}/${number}`, effect);
    return effect.times;
  }

  /** The receiver said 2xx: coming again is a duplicate from now on. */
  noteAnswer(kind, number) {
    this.effect(kind, number).answered += 1;
  }

  effect(kind, number) {
    return this.#effects.get(`${kind}/${number}`);
  }

  /** How many effects were answered with 2xx. */
  get answered() {
    return [...this.#effects.values()].filter(({ answered }) => answered > 0).length;
  }

  /** Effects that came again after they had been answered, or were answered with 2xx side by side. */
  get duplicates() {
    return [...this.#effects.values()].reduce(
      (sum, { repeated, answered }) => sum + Math.max(repeated, answered - 1),
      0,
    );
  }

  /** How the requests ended: `{204: 812, 503: 3, ECONNREFUSED: 12}`. */
  get answers() {
    const counts = {};
    for (const { status, error } of this.sent.values()) {
      const name = status ?? error ?? 'under way';
      counts[name] = (counts[name] ?? 0) + 1;
    }
    return counts;
  }

  /**
   * Whether effects still arrived for the first time in the second half of a fault: what was in hand when it came is
   * done by then, and what is behind in its work counts, too.
   */
  workedDuring({ injectedAt, healedAt }) {
    const halfAt = (injectedAt + healedAt) / 2;
    return [...this.#effects.values()].some(
      ({ firstAt }) => firstAt > halfAt && firstAt < healedAt,
    );
  }

  /** Milliseconds from a moment until the first event sent after it was acknowledged and had its effect. */
  recoveredAfter(moment) {
    let first = Infinity;
    for (const [number, { sentAt, status }] of this.sent) {
      if (status !== 204 || sentAt < moment) continue;
      first = Math.min(first, this.effect('now', number)?.firstAt ?? Infinity);
    }
    return first === Infinity ? undefined : Math.max(0, first - moment);
  }
}
