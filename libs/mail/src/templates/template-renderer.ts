import type { Database } from '@millwright/database';
import {
  storableText,
  stringifyJson,
  type Id,
  type JsonObject,
  type RawJson,
} from '@millwright/kernel';
import type { LiquidPool, RenderLimits } from '@millwright/liquid';
import { MailError } from '../mail.errors.ts';
import { EmailTemplateStore } from './email-template.store.ts';

/** What templates are rendered with. */
export interface TemplateTools {
  database: Database;
  liquid: Pick<LiquidPool, 'renderText'>;
  /** Of a Workspace: what its scripts may take, and the variables that every template has. */
  surroundingsOf(
    workspaceId: Id,
  ): Promise<{ limits: RenderLimits; shop: unknown; globals: RawJson }>;
}

/** Renders the email templates of Workspaces, within the limits of their scripts. */
export class TemplateRenderer {
  private readonly store = new EmailTemplateStore();

  constructor(private readonly tools: TemplateTools) {}

  /**
   * The HTML that a template makes of these variables; undefined when there is none of that name.
   * @throws MailError liquid_render, internal
   */
  async rendered(
    workspaceId: Id,
    name: string,
    variables: JsonObject,
    signal: AbortSignal,
  ): Promise<string | undefined> {
    const { database, liquid } = this.tools;
    const source = await this.store.bodyOf(database, workspaceId, storableText(name));
    if (source === undefined) return undefined;
    const { limits, shop, globals } = await this.tools.surroundingsOf(workspaceId);
    // The Workspace's own come last: a template can rely on them, whatever a task calls its options.
    const own = { shop, workspace: shop, globals };
    const context = stringifyJson(new Map<string, unknown>([...variables, ...Object.entries(own)]));
    signal.throwIfAborted();
    const outcome = await liquid.renderText({ source, context, limits });
    if (outcome.ok) return outcome.text;
    const { code, message, line, column } = outcome.error;
    if (code === 'internal') throw new MailError('internal', message);
    const place = line === undefined ? '' : ` at line ${line}, column ${column}`;
    throw new MailError('liquid_render', `the email template "${name}" failed${place}: ${message}`);
  }
}
