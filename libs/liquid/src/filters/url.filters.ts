import { textIn, type FilterScope } from './filter-scope.ts';

/** Percent-encoding of UTF-8 for a part of a URL: a space is `%20`. */
export function url_param_escape(this: FilterScope, input: unknown): string {
  const text = textIn(this, input).toWellFormed();
  this.meter.use(text.length * 9);
  return encodeURIComponent(text).replace(
    /[!'()*]/g,
    (character) => `%${character.charCodeAt(0).toString(16).toUpperCase()}`,
  );
}
