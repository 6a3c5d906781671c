import type { Id, JsonObject } from '@millwright/kernel';

/** What mail needs of the Workspace and of the machine besides a Connection. */
export interface MailRoom {
  /**
   * The HTML that a template makes of these variables; undefined when there is none of that name.
   * @throws MillwrightError `liquid_render`
   */
  rendered(
    workspaceId: Id,
    template: string,
    variables: JsonObject,
    signal: AbortSignal,
  ): Promise<string | undefined>;
  /** The body of a mail from its HTML. @throws ActionError `size_limit` when that takes too long */
  styled(html: string, signal: AbortSignal): Promise<MailBody>;
  /**
   * The address that mails of a Workspace without a Connection come from, as they are kept where the API shows them;
   * undefined: they are not kept here.
   */
  unsentFrom(workspaceId: Id): Promise<string | undefined>;
  /** Keeps a mail: there is no server to send it to. Kept once for each action run. */
  keep(mail: KeptMail): Promise<void>;
}

/** What a mail says, in both of its forms. */
export interface MailBody {
  /** Style rules are at the elements that they are for. */
  html: string;
  text: string;
}

/** A mail that was made and not sent. */
export interface KeptMail {
  workspaceId: Id;
  actionRunId: Id;
  messageId: string;
  from: string;
  /** Everybody it is for, of all three kinds. */
  to: readonly string[];
  subject: string;
  /** The whole of it, as it would have been sent. */
  raw: Buffer;
}
