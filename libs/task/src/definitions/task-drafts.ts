import type { Sql } from '@millwright/database';
import type { OptionSource, RenderLimits, RunError } from '@millwright/liquid';
import { permissionsIn, shortRenderLimits } from '@millwright/liquid';
import { stringifyJson, type Clock, type Id } from '@millwright/kernel';
import { z } from 'zod';
import { givenOptionsOf } from '../options/given-options.ts';
import { optionFormOf } from '../options/option-form.ts';
import { checkOptions } from '../options/stored-options.ts';
import { previewDefinitionsOf } from '../previews/preview-definition.ts';
import type { WorkspaceFacts, WorkspaceGlobals, Workspaces } from '../workspaces.ts';
import type { DefinitionFault } from './definition-fault.ts';
import { parseSubscriptions } from './subscription.ts';
import { definitionDefaults, definitionHash } from './task-definition.ts';
import type { HashedDefinition, TaskDefinition } from './task-definition.ts';
import { definitionFields, type TaskPatch, type TaskReplace } from './task-fields.ts';
import { hasLiquid } from './has-liquid.ts';
import { templateFaults } from './template-faults.ts';

/** Renders a template to plain text, away from the event loop and within limits. */
export interface TextRenderer {
  renderText(request: {
    source: string;
    context: string;
    options: readonly OptionSource[];
    limits: RenderLimits;
  }): Promise<{ ok: true; text: string } | { ok: false; error: RunError }>;
}

/** A definition that may be saved, its subscriptions rendered. */
export interface TaskDraft extends HashedDefinition {
  /** Options that are missing or wrong: with them the task can be saved, but not be enabled. */
  optionFaults: readonly DefinitionFault[];
  /** What its author ought to know. */
  warnings: readonly DefinitionFault[];
}

/** A draft, or everything that is wrong with it. */
export type DraftOutcome =
  { ok: true; draft: TaskDraft } | { ok: false; faults: DefinitionFault[] };

/** Checks what a person wants to save, before any transaction: templates are parsed, subscriptions rendered. */
export class TaskDrafts {
  private readonly renderer: TextRenderer;
  private readonly workspaces: Workspaces;
  private readonly sql: Sql;
  private readonly globals: WorkspaceGlobals;
  private readonly clock: Clock;

  constructor(
    renderer: TextRenderer,
    workspaces: Workspaces,
    sql: Sql,
    globals: WorkspaceGlobals,
    clock: Clock,
  ) {
    this.renderer = renderer;
    this.workspaces = workspaces;
    this.sql = sql;
    this.globals = globals;
    this.clock = clock;
  }

  /** A draft from a whole task: what is left out takes its default. `current` is the one it takes the place of. */
  draftOf(workspaceId: Id, fields: TaskReplace, current?: TaskDefinition): Promise<DraftOutcome> {
    return this.check(workspaceId, wholeDefinitionOf(fields), { current });
  }

  /** A draft from some fields over a definition there is. */
  patched(workspaceId: Id, current: TaskDefinition, fields: TaskPatch): Promise<DraftOutcome> {
    return this.check(workspaceId, { ...current, ...definitionPart(fields) }, { current });
  }

  /** A draft to look at: a script that does not parse is none of its faults, rendering it will say so. */
  previewed(
    workspaceId: Id,
    current: TaskDefinition | undefined,
    fields: TaskPatch,
  ): Promise<DraftOutcome> {
    const base = current ?? { ...definitionDefaults, name: 'Preview' };
    const definition = { ...base, ...definitionPart(fields) };
    return this.check(workspaceId, definition, { current, besides: 'script' });
  }

  private async check(
    workspaceId: Id,
    given: TaskDefinition,
    { current, besides }: { current?: TaskDefinition | undefined; besides?: 'script' },
  ): Promise<DraftOutcome> {
    const faults = [...templateFaults(given), ...optionFormOf(given).faults].filter(
      ({ path }) => path !== besides,
    );
    if (faults.length > 0) return { ok: false, faults };
    const { timezone, shop } = await this.workspaces.factsOf(this.sql, workspaceId);
    const at = { nowMs: this.clock.now(), timezone };
    const checked = checkOptions(given, at, current?.options);
    const scopes = permissionsIn(given.script);
    const definition = {
      ...given,
      options: checked.options,
      ...(scopes && { shopify_access_scopes_required: [...scopes] }),
    };
    const rendered = await this.render(workspaceId, shop, definition);
    if (!rendered.ok) return rendered;
    const { subscriptions, invalid } = parseSubscriptions(rendered.text);
    if (invalid.length > 0) return { ok: false, faults: invalid.map(subscriptionFault) };
    const whole = { ...definition, subscriptions: subscriptions.map(({ line }) => line) };
    const previews = previewDefinitionsOf(whole);
    const wrong = [...workedOutFaults(whole), ...previews.faults];
    if (wrong.length > 0) return { ok: false, faults: wrong };
    const draft = {
      definition: whole,
      hash: definitionHash(whole),
      optionFaults: checked.faults,
      warnings: [...optionFormOf(whole).warnings, ...previews.warnings],
    };
    return { ok: true, draft };
  }

  /** The lines of the template. Of options it sees what scripts do, but for Liquid in them: there is no event yet. */
  private async render(
    workspaceId: Id,
    shop: WorkspaceFacts['shop'],
    definition: TaskDefinition,
  ): Promise<{ ok: true; text: string } | { ok: false; faults: DefinitionFault[] }> {
    const { subscriptions_template: source } = definition;
    if (!hasLiquid(source)) return { ok: true, text: source };
    const globals = await this.globals.globalsOf(this.sql, workspaceId);
    const { values, sources } = givenOptionsOf(definition);
    const rendered = await this.renderer.renderText({
      source,
      context: stringifyJson({ shop, workspace: shop, options: values, globals }),
      options: sources.filter((option) => option.as === 'global'),
      limits: shortRenderLimits,
    });
    if (rendered.ok) return rendered;
    const { message, line, column } = rendered.error;
    const at = {
      ...(line === undefined ? {} : { line }),
      ...(column === undefined ? {} : { column }),
    };
    return { ok: false, faults: [{ path: 'subscriptions_template', message, ...at }] };
  }
}

/** A definition from a whole task: what is left out takes its default. */
const wholeDefinitionOf = (fields: TaskReplace): TaskDefinition => ({
  ...definitionDefaults,
  ...definitionPart(fields),
  name: fields.name,
});

/** The fields of a version, without what only the save needs. Lines given without a template become the template. */
function definitionPart(fields: TaskPatch): Partial<TaskDefinition> {
  const {
    path: _path,
    enabled: _enabled,
    message: _message,
    previous_hash: _hash,
    ...rest
  } = fields;
  const { subscriptions, ...part } = rest;
  const given = Object.fromEntries(Object.entries(part).filter(([, value]) => value !== undefined));
  if (subscriptions === undefined || part.subscriptions_template !== undefined) return given;
  return { ...given, subscriptions_template: subscriptions.join('\n') };
}

/** What a template or a script makes may be no more than what can be given: else no export could be imported. */
function workedOutFaults(definition: TaskDefinition): DefinitionFault[] {
  const { error } = workedOut.safeParse(definition);
  return (error?.issues ?? []).map(({ path, message }) => ({ path: path.join('.'), message }));
}

const { subscriptions, shopify_access_scopes_required } = definitionFields;
const workedOut = z.object({ subscriptions, shopify_access_scopes_required });

const subscriptionFault = ({
  problem,
  lineNumber,
}: {
  problem: string;
  lineNumber: number;
}): DefinitionFault => ({ path: 'subscriptions', message: problem, line: lineNumber, column: 1 });
