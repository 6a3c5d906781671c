import type { SettingType } from './setting-types.ts';

/** The programs that read the environment. */
export const appNames = [
  'ingress',
  'event-router',
  'task-runner',
  'admin-api',
  'standalone',
] as const;

/** One of {@link appNames}. */
export type AppName = (typeof appNames)[number];

/** Who reads the environment, and where. */
export interface Reader {
  /** Decides what is needed; without an app nothing is. */
  readonly app?: AppName;
  /** Whether a person watches standard output. */
  readonly isTerminal: boolean;
  /** What relative paths are relative to. */
  readonly workingDirectory: string;
  readonly processors: number;
}

/** The variables of a process. */
export type Environment = Readonly<Record<string, string | undefined>>;

/** One variable of the environment and everything there is to say about it. */
export interface Setting<T> {
  readonly variable: string;
  readonly about: string;
  readonly type: SettingType<NonNullable<T>>;
  /** The value when the variable is unset or empty. */
  readonly fallback?: (reader: Reader, env: Environment) => T;
  /** How documents tell the fallback; without one the setting stays unset. */
  readonly fallbackText?: string;
  /** Never printed, neither given nor expected. */
  readonly secret?: boolean;
  /** The apps that do not start without it, and how documents say so. */
  readonly neededWhen?: { readonly apps: readonly AppName[]; readonly text: string };
}

/** Settings that belong together, under the names they have in code. */
export interface Section {
  readonly title: string;
  readonly settings: Readonly<Record<string, Setting<unknown>>>;
}

/** A setting with a fixed default. */
export const setting = <T extends string | number>(
  it: Setting<T> & { default: T },
): Setting<T> => ({ ...it, fallback: () => it.default, fallbackText: String(it.default) });

/** A setting whose default depends on who reads. */
export const computed = <T>(
  it: Setting<T> & Required<Pick<Setting<T>, 'fallback' | 'fallbackText'>>,
): Setting<T> => it;

/** A setting that may stay unset. */
export const optional = <T>(it: Setting<T>): Setting<T | undefined> => it;
