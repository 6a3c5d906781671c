import type { JsonPath } from '@millwright/kernel';

const PATH = /^(?:[^.[\]]+|\[\d{1,6}\])(?:\.[^.[\]]+|\[\d{1,6}\])*$/;
const STEP = /\[(\d+)\]|([^.[\]]+)/g;

/** Reads a path into a body, such as `events[0].type`; undefined when it is none. */
export function bodyPathOf(text: string): JsonPath | undefined {
  if (!PATH.test(text)) return undefined;
  return [...text.matchAll(STEP)].map(([, index, name]) =>
    index === undefined ? name! : Number(index),
  );
}
