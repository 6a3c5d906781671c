import type { CallHeaders } from './body-type.ts';

const COOKIE = 'cookie';

/** What of a request no task gets to see: the credential that let it in. Lower-case names of headers. */
export interface HiddenParts {
  readonly headers: readonly string[];
  readonly parameters: readonly string[];
}

/** The headers by their lower-case names, repeated ones joined, without cookies and what is hidden. */
export function shownHeadersOf(headers: CallHeaders, hidden: HiddenParts): Map<string, string> {
  const shown = new Map<string, string>();
  for (const [name, values = []] of Object.entries(headers)) {
    if (name !== COOKIE && !hidden.headers.includes(name)) shown.set(name, values.join(', '));
  }
  return shown;
}

/** The parameters by name, repeated ones as an array, without what is hidden. */
export function shownParametersOf(
  parameters: URLSearchParams,
  hidden: HiddenParts,
): Map<string, string | string[]> {
  const shown = new Map<string, string | string[]>();
  for (const [name, value] of parameters) {
    if (hidden.parameters.includes(name)) continue;
    const present = shown.get(name);
    if (present === undefined) shown.set(name, value);
    else if (Array.isArray(present)) present.push(value);
    else shown.set(name, [present, value]);
  }
  return shown;
}
