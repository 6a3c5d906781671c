import { handleOf } from '@millwright/liquid';

const MAX_SLUG_LENGTH = 200;
const MAX_NUMBERED_LENGTH = 245;

/** A name's handle with what a path may have of it: ASCII letters, digits, `_` and `-`; `task` when nothing is left. */
export function slugOf(name: string): string {
  const slug = handleOf(name)
    .normalize('NFKD')
    .toLowerCase()
    .replace(/\p{M}+/gu, '')
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
