import type { JsonPath } from '@millwright/kernel';
import { bodyPathOf } from '../providers/body-path.ts';

const ROOT = /^\$(?:\.(?=.)|(?=\[))/;

/** The paths of `data.id + events[0].id`, whose values count together; undefined when it is none. A `$` may lead. */
export function dedupePathsOf(text: string): readonly JsonPath[] | undefined {
  const paths = text.split('+').map((part) => bodyPathOf(part.trim().replace(ROOT, '')));
  return paths.every((path) => path !== undefined) ? paths : undefined;
}
