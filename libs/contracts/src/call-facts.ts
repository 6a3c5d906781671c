import { z } from 'zod';

const uuid = z.string().length(36);

/** Of a call of a task: who made it, what its job is filed under, and how it is to be run. */
export const callFactsSchema = z.object({
  /** Name of the principal that called: the owner of its token. */
  owner: z.string(),
  token_id: uuid.nullable(),
  /** The token's. */
  label: z.string().nullable(),
  tag: z.string(),
  /** As the caller gave them: such jobs need not exist. */
  parent_job: uuid.nullable(),
  root_job: uuid.nullable(),
  /** Only its creator and the instance admin see the job. */
  is_hidden: z.boolean(),
  /** The event's data is the whole request, not the args alone. */
  is_preprocessed: z.boolean(),
  /** 0 is the highest. */
  priority: z.literal([0, 1, 2]),
  lane: z.string().nullable(),
  /** The caller is answered when the last action run is final, not when the task run is. */
  waits_for_actions: z.boolean(),
});

export type CallFacts = z.infer<typeof callFactsSchema>;
