import { timeLimitError } from '../limits/limit-errors.ts';
import { LabelledObject } from '../values/labelled-object.ts';
import { textIn, type FilterScope } from './filter-scope.ts';
import { TimeBox } from './patterns/time-box.ts';
import {
  userAgentFieldsOf,
  userAgentRulesIn,
  type UserAgentPart,
} from './user-agents/user-agent-rules.ts';

// What stands behind is no browser's, and some rules take the square of the length.
const MAX_CHARACTERS = 1_024;
const UNKNOWN = 'Other';
const OBJECT_BYTES = 2_048;

const timeBox = new TimeBox();

/** A user-agent text as an object: prints as name and version, has `name`, `version`, `os` and `device`. */
export function browser(this: FilterScope, input: unknown): LabelledObject {
  const text = textIn(this, input).slice(0, MAX_CHARACTERS);
  this.meter.use(OBJECT_BYTES);
  return productOf(fieldsOf(this, 'user_agent', text), {
    os: () => productOf(fieldsOf(this, 'os', text)),
    device: () => deviceOf(fieldsOf(this, 'device', text)),
  });
}

type Fields = readonly (string | undefined)[];

function fieldsOf({ meter }: FilterScope, part: UserAgentPart, text: string): Fields {
  meter.use(OBJECT_BYTES);
  const rules = userAgentRulesIn(meter);
  const found = timeBox.run(() => userAgentFieldsOf(rules, part, text) ?? [], meter.timeLeftMs);
  if (!found) throw timeLimitError(meter.limits);
  return found.result;
}

/** Something with a name and a version: a browser or an operating system. */
function productOf(
  [name = UNKNOWN, ...numbers]: Fields,
  more: Readonly<Record<string, () => unknown>> = {},
): LabelledObject {
  const version = versionOf(numbers);
  const text = version ? `${name} ${version.text}` : name;
  return new LabelledObject(text, { name: () => name, version: () => version, ...more });
}

function versionOf(numbers: Fields): LabelledObject | null {
  const [major, minor, patch] = numbers;
  if (major === undefined) return null;
  const end = numbers.indexOf(undefined);
  return new LabelledObject(numbers.slice(0, end < 0 ? undefined : end).join('.'), {
    major: () => major,
    minor: () => minor ?? null,
    patch: () => patch ?? null,
  });
}

const deviceOf = ([name = UNKNOWN, brand, model]: Fields): LabelledObject =>
  new LabelledObject(name, {
    name: () => name,
    brand: () => brand ?? null,
    model: () => model ?? null,
  });
