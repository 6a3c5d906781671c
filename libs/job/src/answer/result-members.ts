import { jsonMembersOf, type RawJson } from '@millwright/kernel';

const PREFIXES = ['wm_', 'windmill_'];
// A name may also be written in escapes. Most results have neither, and none of those is taken apart.
const HINT = /wm_|windmill_|\\u/;

/** The members of a result that may have `wm_…` ones among them; undefined when it surely has none. */
export function resultMembersOf(result: string): Map<string, RawJson> | undefined {
  return HINT.test(result) ? jsonMembersOf(result, Infinity) : undefined;
}

/** `wm_<name>`, else `windmill_<name>`. What is null counts as not given: templates print it for what they lack. */
export function wmMemberOf(
  members: ReadonlyMap<string, RawJson>,
  name: string,
): RawJson | undefined {
  for (const prefix of PREFIXES) {
    const member = members.get(prefix + name);
    if (member !== undefined && member.text !== 'null') return member;
  }
  return undefined;
}

/** The text that a member holds; undefined when it is of another kind. */
export function textIn(member: RawJson | undefined): string | undefined {
  return member?.text.startsWith('"') ? (JSON.parse(member.text) as string) : undefined;
}
