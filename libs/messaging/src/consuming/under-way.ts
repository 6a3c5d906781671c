/** Counts what is under way, and tells when nothing is. */
export class UnderWay {
  private count = 0;
  private readonly waiting = new Set<() => void>();

  enter(): void {
    this.count += 1;
  }

  leave(): void {
    this.count -= 1;
    if (this.count > 0) return;
    for (const tell of this.waiting) tell();
  }

  /** True as soon as nothing is under way; false when `timeoutMs` pass before. */
  idle(timeoutMs: number): Promise<boolean> {
    if (this.count === 0) return Promise.resolve(true);
    return new Promise((resolve) => {
      const end = (isIdle: boolean) => {
        clearTimeout(timer);
        this.waiting.delete(tell);
        resolve(isIdle);
      };
      const tell = () => end(true);
      const timer = setTimeout(() => end(false), timeoutMs);
      this.waiting.add(tell);
    });
  }
}
