import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { loadedLate } from '../loaded-late.ts';

const require = createRequire(import.meta.url);

/** One rule of uap-core: an expression, and what takes the place of its groups. */
type RawRule = Readonly<Record<string, string | undefined>> & { readonly regex: string };
type RawRules = Readonly<Record<`${UserAgentPart}_parsers`, readonly RawRule[]>>;

/** What a user-agent text tells of. */
export type UserAgentPart = 'user_agent' | 'os' | 'device';

/** By the names that uap-core gives to what takes a group's place: the first member is always the name. */
const FIELDS: Readonly<Record<UserAgentPart, readonly string[]>> = {
  user_agent: ['family_replacement', 'v1_replacement', 'v2_replacement', 'v3_replacement'],
  os: ['os_replacement', 'os_v1_replacement', 'os_v2_replacement', 'os_v3_replacement'],
  device: ['device_replacement', 'brand_replacement', 'model_replacement'],
};
/** What a field is without a replacement: a group, but for a device's brand. */
const GROUPS: Readonly<Record<UserAgentPart, readonly (string | undefined)[]>> = {
  user_agent: ['$1', '$2', '$3', '$4'],
  os: ['$1', '$2', '$3', '$4'],
  device: ['$1', undefined, '$1'],
};

/** What {@link userAgentFieldsOf} looks for, part by part. */
export type UserAgentRules = Readonly<Record<UserAgentPart, readonly Rule[]>>;

interface Rule {
  readonly expression: RegExp;
  readonly replacements: readonly (string | undefined)[];
}

/** The rules of uap-core, each part's in order. Loading them takes some 100 ms and 5 MB. */
export const userAgentRulesIn = loadedLate(read);

/** The fields of the first rule that fits; undefined when none does. */
export function userAgentFieldsOf(
  rules: UserAgentRules,
  part: UserAgentPart,
  text: string,
): (string | undefined)[] | undefined {
  for (const { expression, replacements } of rules[part]) {
    const groups = expression.exec(text);
    if (!groups) continue;
    return replacements.map((replacement, index) => {
      const given = replacement ?? GROUPS[part][index];
      const value = given?.replace(/\$(\d)/g, (_, digit: string) => groups[Number(digit)] ?? '');
      return value?.trim() || undefined;
    });
  }
  return undefined;
}

function read(): UserAgentRules {
  const { load } = require('js-yaml') as { load: (text: string) => unknown };
  const raw = load(readFileSync(require.resolve('uap-core/regexes.yaml'), 'utf8')) as RawRules;
  const rulesOf = (part: UserAgentPart): Rule[] =>
    raw[`${part}_parsers`].map((rule) => ({
      expression: compiled(new RegExp(rule.regex, rule['regex_flag'])),
      replacements: FIELDS[part].map((field) => rule[field]),
    }));
  return { user_agent: rulesOf('user_agent'), os: rulesOf('os'), device: rulesOf('device') };
}

/** V8 compiles an expression the first time it is used, and to machine code the second time: as much as the rules. */
function compiled(expression: RegExp): RegExp {
  expression.test('');
  expression.test('');
  return expression;
}
