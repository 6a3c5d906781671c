import type { z } from 'zod';
import type { ConnectionType } from '../connection-type.ts';
import { airtable } from './airtable.type.ts';
import { ftp } from './ftp.type.ts';
import { google } from './google.type.ts';
import { http } from './http.type.ts';
import { postmark } from './postmark.type.ts';
import { reportToaster } from './report-toaster.type.ts';
import { s3 } from './s3.type.ts';
import { shopify } from './shopify.type.ts';
import { slack } from './slack.type.ts';
import { smtp } from './smtp.type.ts';

/** Every type of Connection there is. */
export const connectionTypes = [
  airtable,
  ftp,
  google,
  http,
  postmark,
  reportToaster,
  s3,
  shopify,
  slack,
  smtp,
] as const satisfies readonly ConnectionType[];

type Listed = (typeof connectionTypes)[number];

/** The name of a type. */
export type ConnectionTypeName = Listed['name'];

/** The fields of a Connection of a type, defaults filled in and secrets opened. */
export type ConnectionFields<Name extends ConnectionTypeName> = z.output<
  Extract<Listed, { name: Name }>['fields']
>;
