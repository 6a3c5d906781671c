import type { Action } from '../action.ts';
import { airtable } from './airtable/airtable.action.ts';
import { cache } from './cache/cache.action.ts';
import { echo } from './echo/echo.action.ts';
import { email } from './email/email.action.ts';
import { event } from './event/event.action.ts';
import { files } from './files/files.action.ts';
import { flow } from './flow/flow.action.ts';
import { ftp } from './ftp/ftp.action.ts';
import { googleDrive } from './google-drive/google-drive.action.ts';
import { googleSheets } from './google-sheets/google-sheets.action.ts';
import { google } from './google/google.action.ts';
import { http } from './http/http.action.ts';
import { reportToaster } from './report-toaster/report-toaster.action.ts';
import { shopify } from './shopify/shopify.action.ts';
import { slack } from './slack/slack.action.ts';

/** Every action there is. A new one is a folder and a line here. */
export const actions: readonly Action[] = [
  echo,
  cache,
  event,
  http,
  airtable,
  email,
  files,
  flow,
  ftp,
  googleDrive,
  googleSheets,
  google,
  reportToaster,
  shopify,
  slack,
];
