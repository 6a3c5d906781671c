import type { z } from 'zod';
import type { ConnectionType } from '../connection-type.ts';
import { airtable } from './airtable.type.ts';
import { appstleSubscriptions } from './appstle-subscriptions.type.ts';
import { ftp } from './ftp.type.ts';
import { google } from './google.type.ts';
import { http } from './http.type.ts';
import { judgeme } from './judgeme.type.ts';
import { locksmith } from './locksmith.type.ts';
import { postmark } from './postmark.type.ts';
import { reportToaster } from './report-toaster.type.ts';
import { s3 } from './s3.type.ts';
import { shopify } from './shopify.type.ts';
import { slack } from './slack.type.ts';
import { smtp } from './smtp.type.ts';

/** Every type of Connection there is. */
export const connectionTypes = [
  airtable,
  appstleSubscriptions,
  ftp,
  google,
  http,
  judgeme,
  locksmith,
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

/** The type of a name; undefined when there is none. */
export const connectionTypeNamed = (name: string): ConnectionType<ConnectionTypeName> | undefined =>
  connectionTypes.find((type) => type.name === name);

/** The fields of a Connection of a type, defaults filled in and secrets opened. */
export type ConnectionFields<Name extends ConnectionTypeName> = z.output<
  Extract<Listed, { name: Name }>['fields']
>;
