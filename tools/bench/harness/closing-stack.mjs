/**
 * What a run has opened and has to close again, last first: at its end, when it fails, or when a signal comes in the
 * middle of it.
 */
export class ClosingStack {
  #opened = [];
  #opening = new Set();
  #closed;

  /**
   * Answers what `opening` comes to; `close(opened)` is called when the stack closes. What is opened while the stack
   * closes is closed at once, and `use` throws.
   */
  async use(opening, close) {
    const kept = this.#keep(opening, close);
    this.#opening.add(kept);
    try {
      return await kept;
    } finally {
      this.#opening.delete(kept);
    }
  }

  /** Closes everything, once; one that fails keeps none of the others open. @throws AggregateError */
  close() {
    return (this.#closed ??= this.#closeAll());
  }

  async #keep(opening, close) {
    const opened = await opening;
    if (this.#closed !== undefined) {
      await close(opened);
      throw new Error('the run was ended while this was opened');
    }
    this.#opened.push(() => close(opened));
    return opened;
  }

  async #closeAll() {
    await Promise.allSettled(this.#opening);
    const faults = [];
    for (let close = this.#opened.pop(); close !== undefined; close = this.#opened.pop()) {
      try {
        await close();
      } catch (error) {
        faults.push(error);
      }
    }
    if (faults.length > 0) throw new AggregateError(faults, 'not everything could be closed');
  }
}
