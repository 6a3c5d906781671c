import type { RunMeter } from '../limits/run-meter.ts';
import type { ShopReader } from '../shop/shop-reader.ts';
import { SoleHolders } from '../values/sole-holders.ts';

type Scope = Map<string, unknown>;

/** One render: its variables, what it has used, and the moment that `now` is during all of it. */
export class RunContext {
  readonly meter: RunMeter;
  readonly nowMs: number;
  /** Asks for the secret behind a reference; undefined: it is text. */
  secretBehind: (reference: string) => string | undefined = () => undefined;
  /** The shop of the Workspace; undefined: there is none to ask. */
  shop: ShopReader | undefined;
  /** Set by `break` and `continue`, until a loop ends or goes on; outside of loops it ends the render. */
  interrupt: 'break' | 'continue' | undefined;
  /** What tags keep from one use to the next. */
  readonly registers = {
    /** `increment` and `decrement`: counters beside the variables. */
    counters: new Map<string, number>(),
    /** `cycle`: the turn of each group. */
    cycles: new Map<string, number>(),
    /** `offset: continue`: where the last loop of a name over a collection ended. */
    offsets: new Map<string, number>(),
    /** `ifchanged`: what it printed last. */
    lastPrinted: undefined as string | undefined,
  };
  /** Which values may be changed where they are. */
  readonly holders = new SoleHolders();
  private readonly environment: object;
  private readonly assigned: Scope = new Map();
  private readonly scopes: Scope[] = [this.assigned];

  /** `environment`: an object without a prototype, each property a variable. */
  constructor(environment: object, meter: RunMeter, nowMs: number) {
    this.environment = environment;
    this.meter = meter;
    this.nowMs = nowMs;
  }

  /**
   * A variable: of the innermost loop that has it, assigned, of the environment, or a counter; else undefined. Who
   * keeps its value releases it, see {@link holders}.
   */
  variable(name: string): unknown {
    for (let index = this.scopes.length - 1; index >= 0; index -= 1) {
      const scope = this.scopes[index]!;
      const value = scope.get(name);
      if (value !== undefined || scope.has(name)) return value;
    }
    if (name in this.environment) return this.environment[name as keyof object];
    return this.registers.counters.get(name);
  }

  /** A variable of the environment, also where the script has one of that name. */
  environmentVariable(name: string): unknown {
    return name in this.environment ? this.environment[name as keyof object] : undefined;
  }

  /** Sets a variable of the one scope that scripts write to. */
  assign(name: string, value: unknown): void {
    this.assigned.set(name, value);
  }

  /** Where a variable lives: the loop's scope that has it, else the one that scripts write to. */
  scopeOf(name: string): Scope {
    return this.scopes.findLast((scope) => scope.has(name)) ?? this.assigned;
  }

  /** Opens a loop's scope. */
  enter(): Scope {
    const scope: Scope = new Map();
    this.scopes.push(scope);
    return scope;
  }

  leave(): void {
    this.scopes.pop();
  }
}
