import { JsonNumber, parseJson, RawJson, type JsonValue } from '@millwright/kernel';
import { z } from 'zod';
import { compareNumbers } from './compare-numbers.ts';
import { operators } from './condition.ts';
import { filteredMembers } from './passes-filter.ts';

const MAX_CONDITIONS = 50;
const MAX_VALUES = 100;
const MAX_STEPS = 20;
const members: readonly string[] = ['data', ...filteredMembers];

const UNSTORABLE = /[\u0000\p{Surrogate}]/u;
const storable = (text: string): boolean => !UNSTORABLE.test(text);

const path = z
  .string()
  .max(255)
  .refine(storable, 'must not contain NUL characters or lone surrogates')
  .refine((text) => members.includes(text.split('.')[0]!), `begins with ${members.join(', ')}`)
  .refine((text) => !text.split('.').includes(''), 'has no empty steps')
  .refine((text) => text.split('.').length <= MAX_STEPS, `has at most ${MAX_STEPS} steps`)
  .meta({
    description:
      'Dotted, from a member of the event: data.order.total, data.items.0.sku, topic. * stands for any item or member.',
  });

const value = z.union([
  z.string().max(1_000).refine(storable, 'must not contain NUL characters or lone surrogates'),
  z.number(),
  z.boolean(),
  z.null(),
]);

const isOne = (given: unknown): boolean => given !== undefined && !Array.isArray(given);
const isOrdered = (given: unknown): boolean =>
  typeof given === 'string' || typeof given === 'number';

/** What each operator must be given, and how to say so. */
const wanted = {
  equals: [isOne, 'takes one value'],
  not_equals: [isOne, 'takes one value'],
  in: [Array.isArray, 'takes a list of values'],
  not_in: [Array.isArray, 'takes a list of values'],
  exists: [(given: unknown) => given === undefined, 'takes no value'],
  not_exists: [(given: unknown) => given === undefined, 'takes no value'],
  greater_than: [isOrdered, 'takes a number or a text'],
  greater_or_equal: [isOrdered, 'takes a number or a text'],
  less_than: [isOrdered, 'takes a number or a text'],
  less_or_equal: [isOrdered, 'takes a number or a text'],
  contains: [isOne, 'takes one value'],
  starts_with: [(given: unknown) => typeof given === 'string', 'takes a text'],
  ends_with: [(given: unknown) => typeof given === 'string', 'takes a text'],
} as const satisfies Record<
  (typeof operators)[number],
  readonly [(given: unknown) => boolean, string]
>;

const condition = z
  .strictObject({
    path,
    operator: z.enum(operators),
    value: z.union([value, z.array(value).min(1).max(MAX_VALUES)]).optional(),
  })
  .superRefine(({ operator, value: given }, context) => {
    const [fits, message] = wanted[operator];
    if (!fits(given)) context.addIssue({ code: 'custom', path: ['value'], message });
  });

const conditions = z.array(condition).max(MAX_CONDITIONS);

/**
 * Conditions as they are given, or null. They are read from exact JSON where they come as such, so that a number that
 * could not be compared by all its digits is refused and not rounded.
 */
export const conditionsSchema = z
  .preprocess(
    (given, context) => {
      if (!(given instanceof RawJson)) return given;
      const fault = (at: readonly string[]): void =>
        context.addIssue({
          code: 'custom',
          path: [...at],
          message: 'a number of more digits than can be compared',
        });
      return plainOf(parseJson(given.text), [], fault);
    },
    z
      .strictObject({ all: conditions.optional(), any: conditions.optional() })
      .refine(
        ({ all = [], any = [] }) => all.length + any.length <= MAX_CONDITIONS,
        `has at most ${MAX_CONDITIONS} conditions`,
      )
      .nullable(),
  )
  .meta({
    exact: true,
    description: 'Conditions on an event: each of all, and one of any, must hold.',
  });

/** As JSON.parse makes it. Numbers that it would change are told. */
function plainOf(
  given: JsonValue,
  at: readonly string[],
  fault: (at: readonly string[]) => void,
): unknown {
  if (given instanceof JsonNumber) {
    const number = Number(given.text);
    if (!Number.isFinite(number) || compareNumbers(given, number) !== 0) fault(at);
    return number;
  }
  if (Array.isArray(given)) {
    return given.map((item, index) => plainOf(item, [...at, String(index)], fault));
  }
  if (!(given instanceof Map)) return given;
  return Object.fromEntries(
    [...given].map(([key, member]) => [key, plainOf(member, [...at, key], fault)]),
  );
}
