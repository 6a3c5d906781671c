import { z } from 'zod';
import { connectionType } from '../connection-type.ts';
import { baseUrl, mailbox, secret, shown } from './fields.ts';

/** Mail by Postmark's API. */
export const postmark = connectionType({
  name: 'postmark',
  title: 'Postmark',
  defaultSetting: 'default_mail_connection',
  fields: z.strictObject({
    server_token: secret('The API token of the server.'),
    from: mailbox('The address that mails come from: `a@b` or `Name <a@b>`.'),
    message_stream: shown('Default `outbound`.').default('outbound'),
    base_url: baseUrl('Default https://api.postmarkapp.com.').default(
      'https://api.postmarkapp.com',
    ),
  }),
});
