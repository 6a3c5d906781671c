/** A value that answers by attribute instead of holding data: `forloop`, `cache`. */
export abstract class HostObject {
  abstract attribute(name: string): unknown;
}
