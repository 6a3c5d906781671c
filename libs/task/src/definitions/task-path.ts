const MAX_SLUG_LENGTH = 200;
const MAX_NUMBERED_LENGTH = 245;

/** A name as part of a path: ASCII letters, digits and `_`, everything else a single `-`; `task` when nothing is left. */
export function slugOf(name: string): string {
  const ascii = name
    .normalize('NFKD')
    .replace(/\p{M}+/gu, '')
    .toLowerCase();
  const slug = ascii
    .replace(/[^a-z0-9_]+/g, '-')
    .slice(0, MAX_SLUG_LENGTH)
    .replace(/^-+|-+$/g, '');
  return slug === '' ? 'task' : slug;
}

/** The path of a task that was given none: `f/tasks/<slug>`, then `_2`, `_3` … until one is free. */
export const defaultPathOf = (name: string, isTaken: (path: string) => boolean): string =>
  freePathLike(`f/tasks/${slugOf(name)}`, isTaken);

/** A path itself, or with `_2`, `_3` … behind it, until one is free. */
export function freePathLike(path: string, isTaken: (path: string) => boolean): string {
  for (let number = 1; ; number += 1) {
    const next = number === 1 ? path : `${path.slice(0, MAX_NUMBERED_LENGTH)}_${number}`;
    if (!isTaken(next)) return next;
  }
}
