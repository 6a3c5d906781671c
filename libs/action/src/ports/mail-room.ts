import type { Id, JsonValue } from '@millwright/kernel';

/** What mail needs of the Workspace besides a Connection. */
export interface MailRoom {
  /**
   * The HTML that a template makes of these variables; undefined when there is none of that name.
   * @throws ActionError `liquid_render`
   */
  rendered(
    workspaceId: Id,
    template: string,
    variables: ReadonlyMap<string, JsonValue>,
    signal: AbortSignal,
  ): Promise<string | undefined>;
  /** Keeps a mail where the API shows it: there is no server to send it to. Kept once for each action run. */
  keep(mail: KeptMail): Promise<void>;
}

/** A mail that was made and not sent. */
export interface KeptMail {
  workspaceId: Id;
  actionRunId: Id;
  messageId: string;
  from: string;
  to: readonly string[];
  subject: string;
  /** The whole of it, as it would have been sent. */
  raw: Buffer;
}
