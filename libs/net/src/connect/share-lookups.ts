import type { Resolve } from './resolve.ts';

/**
 * One lookup of a name at a time: whoever asks meanwhile gets the same answer, and the next one is fresh. The machine's
 * resolver has but a few threads: a name whose servers do not answer takes one of them, however many attempts wait for
 * it, and leaves the others to the other names.
 */
export function shareLookups(resolve: Resolve): Resolve {
  const underway = new Map<string, Promise<string[]>>();
  return (name) => {
    const known = underway.get(name);
    if (known !== undefined) return known;
    const answer = resolve(name).finally(() => underway.delete(name));
    underway.set(name, answer);
    return answer;
  };
}
