import { z } from 'zod';
import type { FieldsRule } from './groups-of-fields.ts';

/** Of the key file of a service account, what signs tokens. */
const keyFile = z.object({
  client_email: z.string().min(1),
  private_key: z.string().startsWith('-----BEGIN'),
});

/** A `service_account` is the JSON of a key file. What is wrong with it is told without quoting it. */
export const serviceAccountIsKeyFile: FieldsRule = ({ service_account: text }, context) => {
  if (typeof text !== 'string' || isKeyFile(text)) return;
  const message =
    'is not the JSON key file of a service account, with client_email and private_key';
  context.addIssue({ code: 'custom', path: ['service_account'], message });
};

function isKeyFile(text: string): boolean {
  try {
    return keyFile.safeParse(JSON.parse(text)).success;
  } catch {
    return false;
  }
}
