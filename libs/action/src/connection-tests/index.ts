import type { ConnectionTypeName } from '@millwright/connection';
import { airtableTest } from '../actions/airtable/test-connection.ts';
import { googleTest } from '../actions/google/test-connection.ts';
import { httpTest } from '../actions/http/test-connection.ts';
import { reportToasterTest } from '../actions/report-toaster/test-connection.ts';
import { slackTest } from '../actions/slack/test-connection.ts';
import type { ConnectionTest } from './connection-test.ts';

/** How the Connections of each type are tried. A new one is a file beside what uses the type, and a line here. */
export const connectionTests: { readonly [Name in ConnectionTypeName]?: ConnectionTest<Name> } = {
  airtable: airtableTest,
  google: googleTest,
  http: httpTest,
  report_toaster: reportToasterTest,
  slack: slackTest,
};
