import type { ActionContext } from '../action.ts';

/** What an action is tried with. What is optional is a promise that not every action can give. */
export interface ActionCase {
  /** Called once for each test; `close` afterwards. */
  open(): Promise<{ context: ActionContext; close?: () => Promise<void> }>;
  /** Options, as JSON text, that succeed. */
  valid: () => readonly string[];
  /** Options that are refused, and the path that the message must name. */
  refused: readonly { options: string; path: string }[];
  /** Options with a secret in them, which no outcome may show. */
  secret?: () => { options: string; secret: string };
  /** The action takes any JSON at all, unknown keys included. */
  takesAnything?: boolean;
  /** Options, as JSON text, of a call that gets no answer; `asked` resolves once the other side waits with it. */
  hanging?: () => { options: string; asked: () => Promise<unknown> };
  /** Options that send a key, and the keys that the other side has got so far. */
  idempotency?: () => { options: string; keys: () => readonly (string | undefined)[] };
  /** What fails, and how it must. Faults of ours are thrown. */
  failures?: () => readonly ActionFailureCase[];
  /** Options whose answer, file or content is larger than allowed. */
  tooLarge?: () => readonly string[];
  /** How often the action has had any effect so far: calls that the other side got, rows that were written. */
  effects?: () => number | Promise<number>;
}

/** One failure of an action. */
export interface ActionFailureCase {
  /** Completes: fails as it should when … */
  when: string;
  /** As JSON text. */
  options: string;
  /** In place of parts of the context. */
  over?: Partial<ActionContext>;
  /** `ours`: it is thrown, and is no outcome. */
  as: { code: string; retry: boolean } | 'ours';
}
