import type { Id } from '@millwright/kernel';

/** Endpoints that are to be asked, one after the other, each once however often it was named. */
export class Turns {
  private readonly waiting = new Set<Id>();
  /** Being asked just now; true: named again since, so that it is to be asked once more. */
  private readonly asked = new Map<Id, boolean>();
  /** Those that had no room in this runner: they come again when a place is free. */
  private readonly held = new Set<Id>();

  add(id: Id): void {
    if (this.asked.has(id)) this.asked.set(id, true);
    else if (!this.held.has(id)) this.waiting.add(id);
  }

  /** The next ones, in the order in which they were added; {@link done} ends their turn. */
  take(most: number): Id[] {
    const taken: Id[] = [];
    for (const id of this.waiting) {
      if (taken.length === most) break;
      taken.push(id);
    }
    for (const id of taken) {
      this.waiting.delete(id);
      this.asked.set(id, false);
    }
    return taken;
  }

  /** Their turn is over: what was named meanwhile has another, behind the others. */
  done(ids: readonly Id[]): void {
    for (const id of ids) {
      const isNamedAgain = this.asked.get(id) === true;
      this.asked.delete(id);
      if (isNamedAgain) this.add(id);
    }
  }

  hold(id: Id): void {
    this.held.add(id);
  }

  /** A place is free: whoever was held has a turn again. */
  release(): void {
    const held = [...this.held];
    this.held.clear();
    for (const id of held) this.add(id);
  }

  clear(): void {
    this.waiting.clear();
    this.held.clear();
  }
}
