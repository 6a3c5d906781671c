import type { WorkspaceFactsCache, WorkspaceValues } from '@millwright/access';
import { MailStylist, type MailRoom } from '@millwright/action';
import type { Platform } from '@millwright/host';
import type { LiquidPool } from '@millwright/liquid';
import { OutboxStore, TemplateRenderer } from '@millwright/mail';

/** What mails share with the rest of the runner. */
export interface MailParts {
  liquid: LiquidPool;
  workspaces: WorkspaceFactsCache;
  values: WorkspaceValues;
}

/** What mail needs of Workspaces: their templates, their outbox, and threads that make bodies. */
export function assembleMailRoom(
  { config, database }: Platform,
  { liquid, workspaces, values }: MailParts,
): MailRoom {
  const outbox = new OutboxStore();
  const stylist = new MailStylist();
  const templates = new TemplateRenderer({
    database,
    liquid,
    surroundingsOf: async (workspaceId) => {
      const { renderLimits: limits, shop } = await workspaces.factsOf(database, workspaceId);
      return { limits, shop, globals: await values.globalsOf(database, workspaceId) };
    },
  });
  return {
    rendered: (...mail) => templates.rendered(...mail),
    styled: (html, signal) => stylist.styled(html, signal),
    unsentFrom: async (workspaceId) => {
      if (!config.mail.outbox) return undefined;
      const { shop } = await workspaces.factsOf(database, workspaceId);
      const { email } = shop as { email?: string | null };
      return email ?? `millwright@${new URL(config.publicUrl).hostname}`;
    },
    keep: (mail) => outbox.keep(database, mail),
  };
}
