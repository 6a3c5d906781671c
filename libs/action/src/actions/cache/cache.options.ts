import {
  type CacheCommand,
  cacheAmountFault,
  cacheKeyFault,
  cacheTtlFault,
  cacheValueFault,
} from '@millwright/cache';
import { type JsonValue, stringifyJson } from '@millwright/kernel';
import type { OptionFault, OptionsReading, OptionsSchema } from '../../options/options-schema.ts';
import { asInteger } from '../../options/readers.ts';

/** A command, and where its parts were written: faults found later are named by the same paths. */
export interface CacheOptions {
  command: CacheCommand;
  readonly pathOf: (part: string) => string;
}

type Part = 'key' | 'ttl' | 'value' | 'increment' | 'decrement';

/** Each command's arguments, in the order of the positional form. */
const commands: Record<CacheCommand['name'], readonly Part[]> = {
  set: ['key', 'value'],
  setex: ['key', 'ttl', 'value'],
  setnx: ['key', 'value'],
  del: ['key'],
  incr: ['key'],
  decr: ['key'],
  incrby: ['key', 'increment'],
  decrby: ['key', 'decrement'],
};
const known = Object.keys(commands).join(', ');

/** `{"set": {"key": …, "value": …}}` or `["set", key, value]`. */
export const cacheOptions: OptionsSchema<CacheOptions> = {
  fields: Object.entries(commands).map(([name, parts]) => ({
    name,
    required: false,
    about: `Arguments: ${parts.join(', ')}. Exactly one command.`,
  })),
  read(value) {
    if (value instanceof Map) return readVerbose([...value]);
    if (Array.isArray(value)) return readPositional(value);
    return refused('options', `must be an object with one command or an array; commands: ${known}`);
  },
};

function readVerbose(entries: [string, JsonValue][]): OptionsReading<CacheOptions> {
  const [name, args] = entries[0] ?? [];
  if (entries.length !== 1 || !isCommand(name)) {
    return refused('options', `must have exactly one command as its key: ${known}`);
  }
  if (!(args instanceof Map)) return refused(`options.${name}`, 'must be an object');
  const pathOf = (part: string): string => `options.${name}.${part}`;
  const allowed: readonly string[] = [...commands[name], 'ttl'];
  const warnings = [...args.keys()]
    .filter((key) => !allowed.includes(key))
    .map((key) => `${pathOf(key)}: unknown option, ignored`);
  return readArguments(
    name,
    new Map([...args].filter(([key]) => allowed.includes(key))),
    pathOf,
    warnings,
  );
}

function readPositional(list: JsonValue[]): OptionsReading<CacheOptions> {
  const [name, ...args] = list;
  if (!isCommand(name)) return refused('options[0]', `must be one of ${known}`);
  const parts = commands[name];
  if (args.length !== parts.length) {
    return refused('options', `${name} takes exactly ${parts.join(', ')} (${args.length} given)`);
  }
  const given = new Map(parts.map((part, index) => [part as string, args[index]!]));
  return readArguments(name, given, (part) => `options[${parts.indexOf(part as Part) + 1}]`, []);
}

function readArguments(
  name: CacheCommand['name'],
  given: ReadonlyMap<string, JsonValue>,
  pathOf: (part: string) => string,
  warnings: string[],
): OptionsReading<CacheOptions> {
  const faults: OptionFault[] = [];
  const fault = (part: string, message: string): void => {
    faults.push({ path: pathOf(part), message });
  };
  for (const part of commands[name]) if (!given.has(part)) fault(part, 'is required');

  const key = given.get('key');
  if (typeof key === 'string') check(cacheKeyFault(key), (message) => fault('key', message));
  else if (given.has('key')) fault('key', 'must be text');

  const ttl = integerIn(given.get('ttl'));
  if (given.has('ttl')) check(cacheTtlFault(ttl ?? NaN), (message) => fault('ttl', message));

  const amountPart = commands[name].find((part) => part === 'increment' || part === 'decrement');
  const amount = amountPart && integerIn(given.get(amountPart));
  if (amountPart && given.has(amountPart)) {
    check(cacheAmountFault(amount ?? NaN), (message) => fault(amountPart, message));
  }

  const value = given.has('value') ? stringifyJson(given.get('value')) : 'null';
  const tooLarge = cacheValueFault(value);
  if (faults.length > 0) return { ok: false, code: 'invalid_options', faults };
  if (tooLarge) {
    return {
      ok: false,
      code: 'size_limit',
      faults: [{ path: pathOf('value'), message: tooLarge }],
    };
  }
  const parts = { key, value, amount, ...(ttl === undefined ? {} : { ttl }) };
  return { ok: true, options: { command: commandOf(name, parts as Parts), pathOf }, warnings };
}

interface Parts {
  key: string;
  value: string;
  amount: number;
  ttl: number;
}

function commandOf(
  name: CacheCommand['name'],
  { key, value, amount, ...rest }: Parts,
): CacheCommand {
  switch (name) {
    case 'set':
    case 'setex':
    case 'setnx':
      return { name, key, value, ...rest };
    case 'del':
      return { name, key };
    case 'incr':
    case 'decr':
      return { name, key, ...rest };
    case 'incrby':
    case 'decrby':
      return { name, key, amount, ...rest };
  }
}

function integerIn(value: JsonValue | undefined): number | undefined {
  if (value === undefined) return undefined;
  const integer = asInteger(value, () => NaN as never);
  return Number.isNaN(integer) ? undefined : integer;
}

const check = (fault: string | undefined, report: (message: string) => void): void => {
  if (fault !== undefined) report(fault);
};

const isCommand = (name: unknown): name is CacheCommand['name'] =>
  typeof name === 'string' && Object.hasOwn(commands, name);

const refused = (path: string, message: string): OptionsReading<never> => ({
  ok: false,
  code: 'invalid_options',
  faults: [{ path, message }],
});
