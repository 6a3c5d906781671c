import { HostObject } from '../values/host-object.ts';

/** `forloop`: where a loop is. */
export class Forloop extends HostObject {
  index0 = 0;
  private readonly length: number;
  private readonly name: string;
  private readonly parent: Forloop | undefined;

  constructor(length: number, name: string, parent: Forloop | undefined) {
    super();
    this.length = length;
    this.name = name;
    this.parent = parent;
  }

  override attribute(name: string): unknown {
    switch (name) {
      case 'index':
        return this.index0 + 1;
      case 'index0':
        return this.index0;
      case 'rindex':
        return this.length - this.index0;
      case 'rindex0':
        return this.length - this.index0 - 1;
      case 'first':
        return this.index0 === 0;
      case 'last':
        return this.index0 === this.length - 1;
      case 'length':
        return this.length;
      case 'name':
        return this.name;
      case 'parentloop':
        return this.parent;
      default:
        return undefined;
    }
  }
}
