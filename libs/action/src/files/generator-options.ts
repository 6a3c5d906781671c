import type { JsonObject } from '@millwright/kernel';
import type { Read, Refuse } from '../options/option.ts';
import { asObject, below } from '../options/readers.ts';
import type { ActionContext } from '../action.ts';

/** The options of a generator that takes an object: read one by one; what nobody asked for is unknown. */
export class GeneratorOptions {
  private readonly asked = new Set<string>();

  private constructor(
    private readonly given: JsonObject,
    private readonly refuse: Refuse,
  ) {}

  static readonly read: Read<GeneratorOptions> = (value, refuse) =>
    new GeneratorOptions(asObject(value, refuse), refuse);

  /** Null counts as left out. */
  optional<T>(name: string, read: Read<T>): T | undefined {
    this.asked.add(name);
    const value = this.given.get(name) ?? null;
    return value === null ? undefined : read(value, below(this.refuse, name));
  }

  required<T>(name: string, read: Read<T>): T {
    return this.optional(name, read) ?? this.refuse('is required', name);
  }

  /** Tells of the options that there are not; to be called once all others were read. */
  warner(generator: string): (file: string, context: ActionContext) => void {
    const unknown = [...this.given.keys()].filter((name) => !this.asked.has(name));
    return (file, { warn }) => {
      for (const name of unknown) {
        warn?.(`the file "${file}": unknown option "${name}" of ${generator}, ignored`);
      }
    };
  }
}
