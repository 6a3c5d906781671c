import { z } from 'zod';

const conditionAnswer = z.object({
  path: z.string(),
  operator: z.string(),
  value: z.unknown().optional(),
});

/** Conditions on an event in answers. */
export const conditionsAnswer = z.object({
  all: z.array(conditionAnswer).optional(),
  any: z.array(conditionAnswer).optional(),
});
