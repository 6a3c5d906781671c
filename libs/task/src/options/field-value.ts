import type { JsonValue } from '@millwright/kernel';
import { hasLiquid } from '../definitions/has-liquid.ts';
import { singleTypeOf, type OptionField } from './option-field.ts';
import { mayHoldLiquid, type OptionType } from './option-types.ts';
import {
  boolean,
  color,
  day,
  email,
  hashOf,
  isEmpty,
  listOf,
  moment,
  numeric,
  oneOf,
  reference,
  textual,
  time,
  within,
  type Checked,
  type CheckedAt,
} from './value-rules.ts';

/** What is said of a required value that is missing. */
const MISSING = 'must be filled in';

/**
 * Checks a value against its field, and converts what may be converted: numeric text of a number. What is not filled
 * in passes unless it is required. Text with Liquid is checked when it is rendered.
 */
export function checkField(
  field: OptionField,
  value: JsonValue | undefined,
  at: CheckedAt,
): Checked {
  if (field.type !== 'boolean' && isEmpty(value)) {
    return field.required ? { problem: MISSING } : { value: value ?? null };
  }
  if (value === undefined || value === null) return { value: null };
  return ruleOf(field.type, field, at)(value);
}

type Rule = (value: JsonValue) => Checked;
type RuleOf = (field: OptionField, at: CheckedAt) => Rule;

/** What values of a type must be; other types are text. */
const rules: Partial<Record<OptionType, RuleOf>> = {
  array: (field, at) => listOf(elementRule(field, at)),
  keyval: (field, at) => hashOf(elementRule(field, at)),
  range: ({ range }) => (range === undefined ? numeric : within(range)),
  select: ({ choices = [] }) => oneOf(choices),
  choice: ({ choices = [] }) => oneOf(choices),
  multiselect: ({ choices = [] }) => listOf(oneOf(choices)),
  picker: ({ multiple }) => (multiple === true ? listOf(textual) : textual),
  boolean: () => boolean,
  number: () => numeric,
  date: (field, at) => (value) => day(value, field.futureonly ? at : undefined),
  time: () => time,
  datetime: (field, at) => (value) => moment(value, field.futureonly ? at : undefined),
  color: () => color,
  global: () => reference,
  secret: () => reference,
};

function ruleOf(type: OptionType, field: OptionField, at: CheckedAt): Rule {
  const rule = rules[type]?.(field, at) ?? (field.email ? email : textual);
  if (at.isFinal === true || !mayHoldLiquid(type)) return rule;
  return (value) => (typeof value === 'string' && hasLiquid(value) ? { value } : rule(value));
}

/** The other flags apply to each value of an array or a keyval. */
function elementRule(field: OptionField, at: CheckedAt): Rule {
  const rule = ruleOf(singleTypeOf(field), field, at);
  return (value) => {
    if (!isEmpty(value)) return rule(value);
    return field.required ? { problem: MISSING } : { value };
  };
}
