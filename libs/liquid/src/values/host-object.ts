/** A value that answers by attribute instead of holding data: `forloop`, `cache`, a match. */
export abstract class HostObject {
  /** `object["name"]`; undefined when there is none. */
  abstract attribute(name: string): unknown;

  /** `object.name`: the same, unless the dot form knows more. */
  property(name: string): unknown {
    return this.attribute(name);
  }

  /** What it prints as, and is as JSON; nil for one that is only asked. */
  data(): unknown {
    return undefined;
  }
}
