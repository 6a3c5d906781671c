/** An id of several parts, joined by colons; undefined when one is missing: less would not tell deliveries apart. */
export const idFrom = (...parts: readonly (string | undefined)[]): string | undefined =>
  parts.every((part) => part !== undefined && part !== '') ? parts.join(':') : undefined;
