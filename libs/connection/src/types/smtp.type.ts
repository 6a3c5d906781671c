import { z } from 'zod';
import { connectionType } from '../connection-type.ts';
import { host, mailbox, port, secret, shown } from './fields.ts';
import { allOrNone, onlyWith } from './rules/groups-of-fields.ts';

/** A server that takes mail. */
export const smtp = connectionType({
  name: 'smtp',
  title: 'SMTP server',
  defaultSetting: 'default_mail_connection',
  fields: z
    .strictObject({
      host: host('Name or address of the server.'),
      port: port('587 for STARTTLS, 465 for TLS from the start. Default 587.').default(587),
      user: shown('Leave out where the server asks for none.').optional(),
      password: secret('Of the user.').optional(),
      tls: z
        .enum(['starttls', 'implicit', 'none'])
        .default('starttls')
        .meta({ description: '`starttls` (default), `implicit` or `none`.' }),
      from: mailbox('The address that mails come from: `a@b` or `Name <a@b>`.'),
      dkim_domain: shown('Signs mails with DKIM for this domain.').optional(),
      dkim_selector: shown('Selector of the DKIM key in the DNS.').optional(),
      dkim_private_key: secret('The DKIM key, as PEM.').optional(),
    })
    .superRefine(onlyWith('password', 'user'))
    .superRefine(allOrNone('dkim_domain', 'dkim_selector', 'dkim_private_key')),
});
