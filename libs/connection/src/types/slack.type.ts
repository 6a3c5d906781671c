import { z } from 'zod';
import { connectionType } from '../connection-type.ts';
import { baseUrl, secret } from './fields.ts';

/** A bot in a Slack workspace. */
export const slack = connectionType({
  name: 'slack',
  title: 'Slack',
  fields: z.strictObject({
    token: secret('The bot token, `xoxb-…`.'),
    base_url: baseUrl('Default https://slack.com/api.').default('https://slack.com/api'),
  }),
});
