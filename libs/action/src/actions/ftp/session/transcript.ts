import { SecretTexts } from '@millwright/kernel';

/** What stands in place of credentials. */
export const MASK = '********';

/** Characters that are kept of the beginning, and as many of the end: a failure is told there. */
const HALF = 32_768;
const MAX_MESSAGE = 500;

/** What was said to a server and by it, without credentials, also where the server repeats them. */
export class Transcript {
  private readonly secrets: SecretTexts;
  private readonly head: string[] = [];
  private readonly tail: string[] = [];
  private headCharacters = 0;
  private tailCharacters = 0;
  private left = 0;

  /** `credentials`: what must not be seen, undefined where there is none. */
  constructor(credentials: readonly (string | undefined)[]) {
    this.secrets = new SecretTexts(
      credentials.flatMap((one) => (one ? ([[one, MASK]] as [string, string][]) : [])),
    );
  }

  /** A command of ours, its credentials left out already. */
  sent(command: string): void {
    this.add(`> ${command}`);
  }

  /** What the server said, in one line or more. */
  received(text: string): void {
    for (const line of this.masked(text).split('\n')) this.add(`< ${line}`);
  }

  /** A text without credentials. */
  masked(text: string): string {
    return this.secrets.replaced(text);
  }

  /** For messages: without credentials, in one line, not too long. */
  quoted(text: string): string {
    const line = this.masked(text).replace(/\s+/g, ' ').trim();
    return line.length > MAX_MESSAGE ? `${line.slice(0, MAX_MESSAGE)}…` : line;
  }

  /** All of it, or its beginning and its end. */
  toString(): string {
    const gap = this.left > 0 ? [`… ${this.left} lines left out …`] : [];
    return [...this.head, ...gap, ...this.tail].join('\n');
  }

  private add(text: string): void {
    const line = this.masked(text).slice(0, HALF);
    if (this.tail.length === 0 && this.headCharacters + line.length <= HALF) {
      this.head.push(line);
      this.headCharacters += line.length;
      return;
    }
    this.tail.push(line);
    this.tailCharacters += line.length;
    while (this.tailCharacters > HALF) {
      this.tailCharacters -= this.tail.shift()!.length;
      this.left += 1;
    }
  }
}
