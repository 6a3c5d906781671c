type Fields = Readonly<Record<string, unknown>>;

/** Where a rule tells what is wrong. */
export interface RuleContext {
  addIssue(issue: { code: 'custom'; path: string[]; message: string }): void;
}

/** A rule over several fields of a type, for `superRefine`. */
export type FieldsRule = (fields: Fields, context: RuleContext) => void;

const isGiven = (fields: Fields, name: string): boolean => fields[name] !== undefined;

/** Names what is missing of a group that is of use only as a whole. */
export function requireRest(
  fields: Fields,
  context: RuleContext,
  names: readonly string[],
  why: string,
): void {
  for (const name of names) {
    if (isGiven(fields, name)) continue;
    context.addIssue({ code: 'custom', path: [name], message: `is required ${why}` });
  }
}

/** All of these fields, or none. */
export const allOrNone =
  (...names: readonly string[]): FieldsRule =>
  (fields, context) => {
    const given = names.filter((name) => isGiven(fields, name));
    if (given.length > 0) requireRest(fields, context, names, `beside ${given.join(', ')}`);
  };

/** A field by itself, or all of the others in its place. */
export const oneOrAllOf =
  (one: string, ...others: readonly string[]): FieldsRule =>
  (fields, context) => {
    if (others.some((name) => isGiven(fields, name))) allOrNone(...others)(fields, context);
    else requireRest(fields, context, [one], `where there is no ${others.join(', ')}`);
  };

/** A field that is of no use without another. */
export const onlyWith =
  (name: string, other: string): FieldsRule =>
  (fields, context) => {
    if (isGiven(fields, name)) requireRest(fields, context, [other], `beside ${name}`);
  };
