import { HostObject } from './host-object.ts';

/** A value that prints as a text and has attributes besides, each found out when it is asked for. */
export class LabelledObject extends HostObject {
  readonly text: string;
  private readonly attributes: ReadonlyMap<string, () => unknown>;

  constructor(text: string, attributes: Readonly<Record<string, () => unknown>>) {
    super();
    this.text = text;
    this.attributes = new Map(Object.entries(attributes));
  }

  override attribute(name: string): unknown {
    return this.attributes.get(name)?.();
  }

  override data(): string {
    return this.text;
  }
}
