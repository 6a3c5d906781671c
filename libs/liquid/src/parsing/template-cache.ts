import type { Template } from '../engine/template.ts';
import { parsed } from './parse-template.ts';

// Measured: the most that a parsed script holds, for each character of its source.
const BYTES_PER_CHARACTER = 100;
const BYTES_PER_SCRIPT = 4_096;

interface Entry {
  readonly source: string;
  readonly templates: Template[];
  readonly bytes: number;
}

/** Parsed scripts by key, the longest unused dropped first. */
export class TemplateCache {
  private readonly entries = new Map<string, Entry>();
  private readonly maxBytes: number;
  private bytes = 0;
  /** The most that all scripts parsed so far were worth, dropped ones too: it grows as what is held changes. */
  parsedBytes = 0;

  constructor(maxBytes: number) {
    this.maxBytes = maxBytes;
  }

  get size(): number {
    return this.entries.size;
  }

  /** The parsed script. @throws LiquidRunError liquid_syntax */
  templatesOf(key: string, source: string): Template[] {
    const found = this.entries.get(key);
    if (found) this.drop(key, found);
    // A key that names another source than before is a mistake of the caller; it must not render the wrong script.
    const entry = found?.source === source ? found : this.parse(source);
    this.keep(key, entry);
    return entry.templates;
  }

  private parse(source: string): Entry {
    const bytes = BYTES_PER_SCRIPT + source.length * BYTES_PER_CHARACTER;
    this.parsedBytes += bytes;
    return { source, templates: parsed(source), bytes };
  }

  private keep(key: string, entry: Entry): void {
    this.entries.set(key, entry);
    this.bytes += entry.bytes;
    for (const [oldest, old] of this.entries) {
      if (this.bytes <= this.maxBytes) return;
      this.drop(oldest, old);
    }
  }

  private drop(key: string, entry: Entry): void {
    this.entries.delete(key);
    this.bytes -= entry.bytes;
  }
}
