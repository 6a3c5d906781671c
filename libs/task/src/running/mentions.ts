/**
 * Tells whether any of some templates has a word in it, wherever it stands. What costs a query is read for those only:
 * a word too many costs that query, and a name can be used in no other way than by writing it.
 */
export const mentions =
  (...templates: readonly string[]) =>
  (word: string): boolean =>
    templates.some((template) => template.includes(word));
