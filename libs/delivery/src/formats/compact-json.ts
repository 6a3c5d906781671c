import { scanJson, type JsonVisitor } from '@millwright/kernel';

const nothing: ReadonlySet<string> = new Set();

/**
 * Valid JSON text without spaces between its tokens, with only the escapes that JSON needs, and without the members
 * at the `excluded` dotted paths. Digits, order and repeated keys stay as they were written. Needs no recursion, so
 * that depth costs nothing.
 */
export function compactJson(text: string, excluded: ReadonlySet<string> = nothing): string {
  const writer = new CompactWriter(text, excluded);
  scanJson(text, writer, Infinity);
  return writer.written;
}

interface Container {
  closing: '}' | ']';
  /** What the paths of its members begin with; undefined where no excluded path leads. */
  prefix: string | undefined;
  isEmpty: boolean;
}

class CompactWriter implements JsonVisitor {
  written = '';
  private readonly containers: Container[] = [];
  /** How many containers deep inside a member that is left out. */
  private skipped = 0;
  private isNextLeftOut = false;
  /** The path of the member whose value comes next. */
  private path: string | undefined = '';

  constructor(
    private readonly text: string,
    private readonly excluded: ReadonlySet<string>,
  ) {}

  key(start: number, end: number): void {
    if (this.skipped > 0) return;
    const name = this.stringBetween(start, end);
    const { prefix } = this.containers.at(-1)!;
    const path = prefix === undefined ? undefined : `${prefix}${JSON.parse(name) as string}`;
    this.isNextLeftOut = path !== undefined && this.excluded.has(path);
    if (this.isNextLeftOut) return;
    this.separate();
    this.written += `${name}:`;
    this.path = path;
  }

  string(start: number, end: number, isEscaped: boolean): void {
    if (this.beginsValue())
      this.written += isEscaped ? this.stringBetween(start, end) : this.text.slice(start, end);
  }

  number(start: number, end: number): void {
    if (this.beginsValue()) this.written += this.text.slice(start, end);
  }

  literal(value: true | false | null): void {
    if (this.beginsValue()) this.written += String(value);
  }

  openObject(): void {
    this.open('{', '}');
  }

  openArray(): void {
    this.open('[', ']');
  }

  closeObject(): void {
    this.close();
  }

  closeArray(): void {
    this.close();
  }

  private open(opening: '{' | '[', closing: '}' | ']'): void {
    if (this.isNextLeftOut || this.skipped > 0) {
      this.isNextLeftOut = false;
      this.skipped += 1;
      return;
    }
    this.beginsValue();
    this.written += opening;
    this.containers.push({ closing, prefix: this.prefixOf(closing), isEmpty: true });
  }

  private close(): void {
    if (this.skipped > 0) this.skipped -= 1;
    else this.written += this.containers.pop()!.closing;
  }

  /** Excluded paths lead through objects only: an array has no members. */
  private prefixOf(closing: '}' | ']'): string | undefined {
    if (closing === ']' || this.path === undefined || this.excluded.size === 0) return undefined;
    return this.containers.length === 0 ? '' : `${this.path}.`;
  }

  /** Whether the value that begins here is written; in an array it is set apart from the one before. */
  private beginsValue(): boolean {
    if (this.skipped > 0) return false;
    if (this.isNextLeftOut) {
      this.isNextLeftOut = false;
      return false;
    }
    if (this.containers.at(-1)?.closing === ']') {
      this.separate();
      this.path = undefined;
    }
    return true;
  }

  private separate(): void {
    const container = this.containers.at(-1)!;
    if (!container.isEmpty) this.written += ',';
    container.isEmpty = false;
  }

  /** A string with its quotes; an escape that JSON does not need is undone. */
  private stringBetween(start: number, end: number): string {
    const written = this.text.slice(start, end);
    return written.includes('\\') ? JSON.stringify(JSON.parse(written)) : written;
  }
}
