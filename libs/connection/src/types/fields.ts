import { mailboxOf } from '@millwright/kernel';
import { z } from 'zod';

const MAX_CHARACTERS = 16_384;

const text = (about: string): z.ZodString =>
  z.string().trim().min(1, 'must not be empty').max(MAX_CHARACTERS).meta({ description: about });

/** A text that may be shown. */
export const shown = text;

/** A text that is sealed, and never shown again. */
export const secret = (about: string): z.ZodString =>
  z
    .string()
    .min(1, 'must not be empty')
    .max(MAX_CHARACTERS)
    .meta({ description: about, secret: true });

/** A host's name or address, without scheme and port. */
export const host = (about: string): z.ZodString =>
  text(about).regex(
    /^[^\s/:@]+$|^\[?[0-9a-fA-F:.]+\]?$/,
    'is a name or an address, without scheme, port or path',
  );

/** Whom mails come from, as the email action reads it. */
export const mailbox = (about: string): z.ZodString =>
  text(about).refine(
    (address) => mailboxOf(address) !== undefined,
    'must be an address as a@b, or Name <a@b>',
  );

/** A TCP port. */
export const port = (about: string): z.ZodNumber =>
  z.int().min(1).max(65_535).meta({ description: about });

/** Where an API is: `http://` or `https://`, kept without a slash at its end. */
export const baseUrl = (about: string) =>
  z
    .url({ protocol: /^https?$/, message: 'begins with http:// or https://' })
    .refine((url) => !/[?#]|\/\/[^/]*@/.test(url), 'has no user, query or fragment')
    .overwrite((url) => url.replace(/\/+$/, ''))
    .meta({ description: about });
