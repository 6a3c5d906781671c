/** How the values at a path are judged. Those with `not` are the exact opposite of those without. */
export const operators = [
  'equals',
  'not_equals',
  'in',
  'not_in',
  'exists',
  'not_exists',
  'greater_than',
  'greater_or_equal',
  'less_than',
  'less_or_equal',
  'contains',
  'starts_with',
  'ends_with',
] as const;

export type Operator = (typeof operators)[number];

/** What values are compared with. */
export type ComparedValue = string | number | boolean | null;

/**
 * One condition on an event. `path` is dotted and begins with a member of the event: `topic`, `data.order.total`,
 * `data.items.0.sku`; `*` stands for any item or member. `value`: a list for `in` and `not_in`, none for `exists`.
 */
export interface Condition {
  path: string;
  operator: Operator;
  value?: ComparedValue | ComparedValue[];
}

/** Conditions on an event: each of `all`, and one of `any`, must hold; what is missing asks for nothing. */
export interface Conditions {
  all?: Condition[];
  any?: Condition[];
}
