import type { KeptMailLine } from '@millwright/mail';
import { z } from 'zod';
import { idSchema, timeSchema } from '../../http/schemas.ts';

const fields = {
  id: idSchema,
  action_run_id: idSchema,
  message_id: z.string(),
  from: z.string(),
  to: z.array(z.string()).meta({ description: 'Everybody it is for: to, cc and bcc.' }),
  subject: z.string(),
  size_bytes: z.number().int(),
  created_at: timeSchema,
};

/** A kept mail in lists. */
export const keptMailLine = z.object(fields).meta({ id: 'KeptMailLine' });

/** A kept mail in answers. */
export const keptMailAnswer = z
  .object({
    ...fields,
    raw: z.string().meta({ description: 'The whole mail, as a file .eml has it.' }),
  })
  .meta({ id: 'KeptMail' });

/** A kept mail as lists show it. */
export const showKeptMail = (mail: KeptMailLine) => ({
  id: mail.id,
  action_run_id: mail.actionRunId,
  message_id: mail.messageId,
  from: mail.from,
  to: mail.to,
  subject: mail.subject,
  size_bytes: mail.sizeBytes,
  created_at: mail.createdAt,
});
