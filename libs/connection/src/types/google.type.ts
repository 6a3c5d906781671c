import { z } from 'zod';
import { connectionType } from '../connection-type.ts';
import { baseUrl, secret, shown } from './fields.ts';
import { oneOrAllOf } from './rules/groups-of-fields.ts';
import { serviceAccountIsKeyFile } from './rules/service-account.ts';

/** Google's Drive, Sheets and Docs, as a service account or by the consent of a person. */
export const google = connectionType({
  name: 'google',
  title: 'Google',
  fields: z
    .strictObject({
      service_account: secret('The JSON key of a service account; or the three below.').optional(),
      client_id: shown('Of the OAuth client.').optional(),
      client_secret: secret('Of the OAuth client.').optional(),
      refresh_token: secret('What the consent of a person gave.').optional(),
      token_url: baseUrl('Default https://oauth2.googleapis.com/token.').default(
        'https://oauth2.googleapis.com/token',
      ),
      drive_base_url: baseUrl('Default https://www.googleapis.com.').default(
        'https://www.googleapis.com',
      ),
      sheets_base_url: baseUrl('Default https://sheets.googleapis.com.').default(
        'https://sheets.googleapis.com',
      ),
      docs_base_url: baseUrl('Default https://docs.googleapis.com.').default(
        'https://docs.googleapis.com',
      ),
      base_url: baseUrl('In place of the three above; gets paths unchanged.').optional(),
    })
    .superRefine(serviceAccountIsKeyFile)
    .superRefine(oneOrAllOf('service_account', 'client_id', 'client_secret', 'refresh_token')),
});
