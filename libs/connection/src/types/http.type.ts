import { z } from 'zod';
import { connectionType } from '../connection-type.ts';
import { baseUrl, secret, shown } from './fields.ts';
import { httpAuthIsComplete } from './rules/http-auth.ts';

/** Any HTTP API, with what authorises us. */
export const http = connectionType({
  name: 'http',
  title: 'HTTP API',
  fields: z
    .strictObject({
      base_url: baseUrl('Where paths begin.'),
      auth: z.enum(['none', 'header', 'basic', 'bearer', 'oauth2']).default('none').meta({
        description:
          '`none` (default), `header`, `basic`, `bearer` or `oauth2` (client credentials).',
      }),
      header_name: shown('For `header`: its name.').optional(),
      header_value: secret('For `header`: its value.').optional(),
      username: shown('For `basic`.').optional(),
      password: secret('For `basic`.').optional(),
      token: secret('For `bearer`.').optional(),
      token_url: baseUrl('For `oauth2`: where tokens are got.').optional(),
      client_id: shown('For `oauth2`.').optional(),
      client_secret: secret('For `oauth2`.').optional(),
      scope: shown('For `oauth2`, where the server asks for it.').optional(),
    })
    .superRefine(httpAuthIsComplete),
});
