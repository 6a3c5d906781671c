import type { JsonObject } from '@millwright/kernel';
import { mailBodyOf } from '../actions/email/body/mail-body.ts';
import type { KeptMail, MailBody, MailRoom } from '../ports/mail-room.ts';

/** A mail room in memory: templates by name, and what was kept. Bodies are made in this thread. */
export class GivenMailRoom implements MailRoom {
  readonly kept: KeptMail[] = [];

  constructor(
    private readonly templates: Readonly<Record<string, (variables: JsonObject) => string>> = {},
    private readonly unsent?: string,
  ) {}

  async rendered(_id: string, name: string, variables: JsonObject): Promise<string | undefined> {
    return this.templates[name]?.(variables);
  }

  async styled(html: string): Promise<MailBody> {
    return mailBodyOf(html);
  }

  async unsentFrom(): Promise<string | undefined> {
    return this.unsent;
  }

  async keep(mail: KeptMail): Promise<void> {
    if (!this.kept.some(({ actionRunId }) => actionRunId === mail.actionRunId))
      this.kept.push(mail);
  }
}
