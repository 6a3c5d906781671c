import { z } from 'zod';
import { connectionType } from '../connection-type.ts';
import { baseUrl, secret, shown } from './fields.ts';
import { oneOrAllOf } from './rules/groups-of-fields.ts';

/** Airtable, by a token or by OAuth. */
export const airtable = connectionType({
  name: 'airtable',
  title: 'Airtable',
  fields: z
    .strictObject({
      token: secret(
        'A personal access token; or give client_id, client_secret and refresh_token.',
      ).optional(),
      client_id: shown('Of the OAuth integration.').optional(),
      client_secret: secret('Of the OAuth integration.').optional(),
      refresh_token: secret('What consent to the integration gave.').optional(),
      token_url: baseUrl('Default https://airtable.com/oauth2/v1/token.').default(
        'https://airtable.com/oauth2/v1/token',
      ),
      base_url: baseUrl('Default https://api.airtable.com.').default('https://api.airtable.com'),
    })
    .superRefine(oneOrAllOf('token', 'client_id', 'client_secret', 'refresh_token')),
});
