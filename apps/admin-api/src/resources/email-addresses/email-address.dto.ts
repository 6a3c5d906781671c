import type { StoredEmailAddress } from '@millwright/mail';
import { z } from 'zod';
import { idSchema, timeSchema } from '../../http/schemas.ts';

const fields = { name: z.string().trim().min(1).max(255), enabled: z.boolean() };

/** A new address for mail. */
export const emailAddressCreate = z.strictObject({
  ...fields,
  enabled: fields.enabled.default(true),
});

/** A change of an address for mail. */
export const emailAddressPatch = z.strictObject(fields).partial();

/** An address for mail in answers. */
export const emailAddressAnswer = z
  .object({
    id: idSchema,
    name: z.string(),
    enabled: z.boolean(),
    url: z.string().meta({ description: 'Where the mail is posted to.' }),
    created_at: timeSchema,
    updated_at: timeSchema,
  })
  .meta({ id: 'EmailAddress' });

export type EmailAddressCreate = z.output<typeof emailAddressCreate>;
export type EmailAddressPatch = z.output<typeof emailAddressPatch>;

/** An address for mail as it is shown, with its URL. */
export const showEmailAddress =
  (publicUrl: string) =>
  ({ id, name, enabled, createdAt, updatedAt }: StoredEmailAddress) => ({
    id,
    name,
    enabled,
    url: `${publicUrl}/emails/${id}`,
    created_at: createdAt,
    updated_at: updatedAt,
  });
