import { createHash } from 'node:crypto';

const WORTH_PREPARING = 5;
const MOST = 200;

/**
 * Names for statements that come again and again: the server then keeps what it made of their text. Only those get
 * one, and only so many: each costs memory on every connection for as long as that lives.
 */
export class PreparedStatements {
  private readonly uses = new Map<string, number>();
  private readonly names = new Map<string, string>();

  /** The name of a statement that is worth one; each call counts as a use. */
  nameOf(text: string): string | undefined {
    const name = this.names.get(text);
    if (name !== undefined || this.names.size >= MOST) return name;
    const uses = (this.uses.get(text) ?? 0) + 1;
    if (uses < WORTH_PREPARING) {
      this.count(text, uses);
      return undefined;
    }
    this.uses.delete(text);
    const given = `m${createHash('sha256').update(text).digest('hex').slice(0, 32)}`;
    this.names.set(text, given);
    return given;
  }

  private count(text: string, uses: number): void {
    this.uses.delete(text);
    this.uses.set(text, uses);
    if (this.uses.size > MOST) this.uses.delete(this.uses.keys().next().value!);
  }
}
