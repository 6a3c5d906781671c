import type { JsonValue } from '@millwright/kernel';

const LIST_SUFFIX = '[]';

/** Gathers the fields of a form by their names; any name is plain data, brackets within it too. */
export class Fields {
  private readonly values = new Map<string, JsonValue[]>();
  private readonly lists = new Set<string>();

  /** `asList`: the field is an array even when it comes once. A name with `[]` behind it says so itself. */
  add(name: string, value: JsonValue, { asList = false } = {}): void {
    const saysList = name.endsWith(LIST_SUFFIX) && name !== LIST_SUFFIX;
    const key = saysList ? name.slice(0, -LIST_SUFFIX.length) : name;
    if (saysList || asList) this.lists.add(key);
    const present = this.values.get(key);
    if (present === undefined) this.values.set(key, [value]);
    else present.push(value);
  }

  /** Name → its value, or an array of its values, in the order of their first appearance. */
  get byName(): Map<string, JsonValue> {
    return new Map(
      [...this.values].map(([name, values]) => [
        name,
        values.length === 1 && !this.lists.has(name) ? values[0]! : values,
      ]),
    );
  }
}
