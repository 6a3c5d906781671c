import type { ConnectionTypeName } from '@millwright/connection';
import { airtableTest } from '../actions/airtable/test-connection.ts';
import { postmarkTest } from '../actions/email/postmark/test-connection.ts';
import { smtpTest } from '../actions/email/smtp/test-connection.ts';
import { s3Test } from '../actions/files/test-connection.ts';
import { ftpTest } from '../actions/ftp/test-connection.ts';
import { googleTest } from '../actions/google/test-connection.ts';
import { httpTest } from '../actions/http/test-connection.ts';
import { reportToasterTest } from '../actions/report-toaster/test-connection.ts';
import { shopifyTest } from '../actions/shopify/test-connection.ts';
import { slackTest } from '../actions/slack/test-connection.ts';
import type { ConnectionTest } from './connection-test.ts';

/** How the Connections of each type are tried. A new one is a file beside what uses the type, and a line here. */
export const connectionTests: { readonly [Name in ConnectionTypeName]?: ConnectionTest<Name> } = {
  airtable: airtableTest,
  ftp: ftpTest,
  google: googleTest,
  http: httpTest,
  postmark: postmarkTest,
  report_toaster: reportToasterTest,
  s3: s3Test,
  shopify: shopifyTest,
  slack: slackTest,
  smtp: smtpTest,
};
