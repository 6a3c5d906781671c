import { domainOf } from '@millwright/kernel';
import type { Action, ActionContext } from '../../action.ts';
import { invalidOption, succeeded } from '../../outcome.ts';
import { type EmailOptions, emailOptions } from './email.options.ts';
import { mailSenderFor } from './mail-sender.ts';
import { madeAttachments } from './make-attachments.ts';

const DEFAULT_TEMPLATE = 'default';

/** Sends one mail by the Workspace's mail Connection. */
export const email = {
  name: 'email',
  where: 'outside',
  options: emailOptions,
  connection: { types: ['smtp', 'postmark'], optional: true, isNamed: false },
  async perform(options, context) {
    const sender = await mailSenderFor(context);
    const source = await htmlOf(options, context);
    if (source === undefined) {
      return invalidOption('template', `there is no email template named "${options.template}"`);
    }
    const { html, text } = await context.mail.styled(source, context.signal);
    const attachments = await madeAttachments(options.attachments, context);
    const { fromDisplayName: name = sender.from.name } = options;
    const messageId = `<${context.actionRunId}@${domainOf(sender.from.address)}>`;

    const { accepted, rejected, kept, warnings } = await sender.send({
      ...options,
      messageId,
      date: new Date(context.startedAtMs),
      from: { name, address: sender.from.address },
      html,
      text,
      attachments,
    });
    const result = { message_id: messageId, accepted, rejected };
    return kept ? succeeded({ ...result, kept }, [KEPT]) : succeeded(result, warnings);
  },
} satisfies Action<EmailOptions>;

const KEPT =
  'the mail was not sent: the Workspace has no mail Connection. It is kept, see GET outbox in the API';

/** What the template makes of the options, else the body itself; undefined: there is no such template. */
async function htmlOf(
  { template, body, variables }: EmailOptions,
  { mail, workspaceId, signal }: ActionContext,
): Promise<string | undefined> {
  if (template === null) return body;
  const rendered = await mail.rendered(
    workspaceId,
    template ?? DEFAULT_TEMPLATE,
    variables,
    signal,
  );
  return rendered ?? (template === undefined ? body : undefined);
}
