import type { StoredEmailTemplate } from '@millwright/mail';
import { z } from 'zod';
import { idSchema, timeSchema } from '../../http/schemas.ts';

const fields = {
  name: z.string().trim().min(1).max(255).meta({
    description: 'As the option `template` of the email action names it; `default`: used without.',
  }),
  body: z.string().max(262_144).meta({
    description: 'Liquid that makes HTML of the options of the action.',
  }),
};

/** A new email template. */
export const emailTemplateCreate = z.strictObject(fields);

/** A change of an email template. */
export const emailTemplatePatch = z.strictObject(fields).partial();

/** An email template in answers. */
export const emailTemplateAnswer = z
  .object({
    id: idSchema,
    name: z.string(),
    body: z.string(),
    created_at: timeSchema,
    updated_at: timeSchema,
  })
  .meta({ id: 'EmailTemplate' });

export type EmailTemplateCreate = z.output<typeof emailTemplateCreate>;
export type EmailTemplateChange = z.output<typeof emailTemplatePatch>;

/** An email template as it is shown. */
export const showEmailTemplate = ({ createdAt, updatedAt, ...template }: StoredEmailTemplate) => ({
  ...template,
  created_at: createdAt,
  updated_at: updatedAt,
});
