import { HostObject } from '../values/host-object.ts';
import type { Forloop } from './forloop.ts';

/** `tablerowloop`: a forloop that knows rows and columns. */
export class Tablerowloop extends HostObject {
  readonly loop: Forloop;
  private readonly columns: number;

  constructor(loop: Forloop, columns: number) {
    super();
    this.loop = loop;
    this.columns = Math.max(1, columns);
  }

  /** The column, from 0. */
  get column0(): number {
    return this.loop.index0 % this.columns;
  }

  /** The row, from 1. */
  get row(): number {
    return Math.floor(this.loop.index0 / this.columns) + 1;
  }

  get isAtEndOfRow(): boolean {
    return this.column0 === this.columns - 1;
  }

  override attribute(name: string): unknown {
    switch (name) {
      case 'row':
        return this.row;
      case 'col':
        return this.column0 + 1;
      case 'col0':
        return this.column0;
      case 'col_first':
        return this.column0 === 0;
      case 'col_last':
        return this.isAtEndOfRow;
      case 'name':
      case 'parentloop':
        return undefined;
      default:
        return this.loop.attribute(name);
    }
  }
}
