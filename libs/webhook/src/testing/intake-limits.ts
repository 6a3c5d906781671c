import type { IntakeLimits } from '../intake/intake-limits.ts';

/** Limits as the settings have them unless somebody sets others. */
export const defaultIntakeLimits: IntakeLimits = {
  jsonDepth: 200,
  jsonKeys: 1_000_000,
  formPairs: 4_096,
  formDepth: 32,
  multipartParts: 1_000,
};
