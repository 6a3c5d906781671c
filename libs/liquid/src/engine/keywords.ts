/** Bare names that always mean a new value: `array`, `hash`, `newline`. They cannot be assigned to. */
export const keywords: ReadonlyMap<string, () => unknown> = new Map<string, () => unknown>([
  ['array', () => []],
  ['hash', () => new Map()],
  ['newline', () => '\n'],
]);
