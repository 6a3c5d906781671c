import { checkAction } from '@millwright/action';
import type { KnownConnections } from '@millwright/connection';
import { parseJson, RawJson, type JsonObject, type JsonValue } from '@millwright/kernel';
import type { ListedObject, RenderOutcome, RunError } from '@millwright/liquid';
import type { DefinitionFault } from '../definitions/definition-fault.ts';
import { verdictOf } from '../running/run-outcome.ts';
import { checkExpectations, uncheckable, type Check, type Rendered } from './expectations.ts';
import type { PreviewDefinition } from './preview-definition.ts';

/** An object as a preview shows it, under its kind. */
export type ShownObject =
  | { action: { type: string; options: RawJson; meta: RawJson | null } }
  | { log: RawJson }
  | { error: RawJson }
  | { result: RawJson };

/** What a task renders for one event. */
export interface EventPreview {
  ok: boolean;
  topic: string;
  description: string | null;
  objects: ShownObject[];
  error: RunError | null;
  expectations: Check[];
  /** What would keep its actions from being performed, and what they would ignore; it makes nothing fail. */
  warnings: string[];
}

/** What a task renders, and whether that is as it should be. */
export interface TaskPreview {
  ok: boolean;
  events: EventPreview[];
}

/**
 * What a render of an event comes to. It is not ok with an error, with an error object that was not expected, or with
 * an expectation that is not met.
 */
export function eventPreviewOf(
  event: PreviewDefinition,
  outcome: RenderOutcome,
  known: KnownConnections,
): EventPreview {
  const { topic, description, expect } = event;
  const listed = outcome.listed ?? [];
  const verdict = verdictOf(outcome);
  const isErrorObject = verdict.error?.code === 'task_error';
  const error = isErrorObject ? null : verdict.error;
  const expectations =
    expect === undefined
      ? []
      : error === null
        ? checkExpectations(expect, renderedIn(listed))
        : uncheckable(expect);
  const isUnexpected = isErrorObject && expect?.errors === undefined;
  const ok = error === null && !isUnexpected && expectations.every((check) => check.ok);
  const objects = listed.map(shownObject);
  const warnings = warningsOf(listed, known);
  return { ok, topic, description, objects, error, expectations, warnings };
}

/** Everything that is wrong in a preview, for people: errors, error objects, expectations that are not met. */
export function preventionsIn({ events }: TaskPreview): DefinitionFault[] {
  return events
    .filter(({ ok }) => !ok)
    .flatMap(({ topic, objects, error, expectations }) => {
      const failed = expectations.filter((check) => !check.ok).map(({ message }) => message);
      const given = objects.flatMap((object) => ('error' in object ? [textOf(object.error)] : []));
      const messages = error === null ? [...given, ...failed] : [placed(error)];
      return messages.map((message) => ({ path: `preview.${topic}`, message }));
    });
}

/** What is said of the actions of a preview, for people. */
export const warningsIn = ({ events }: TaskPreview): DefinitionFault[] =>
  events.flatMap(({ topic, warnings }) =>
    warnings.map((message) => ({ path: `preview.${topic}`, message })),
  );

/** The findings of each action, under its place among the actions. */
const warningsOf = (listed: readonly ListedObject[], known: KnownConnections): string[] =>
  listed
    .flatMap((object) => (object.kind === 'action' ? [object.value] : []))
    .flatMap(({ type, options }, index) =>
      checkAction(type, options, known).map((finding) => `actions.${index}.${finding}`),
    );

function shownObject(object: ListedObject): ShownObject {
  if (object.kind === 'action') {
    const { type, options, meta } = object.value;
    const raw = meta === null ? null : new RawJson(meta);
    return { action: { type, options: new RawJson(options), meta: raw } };
  }
  return { [object.kind]: new RawJson(object.value) } as ShownObject;
}

function renderedIn(listed: readonly ListedObject[]): Rendered {
  const rendered: Rendered = { actions: [], logs: [], errors: [], result: null };
  for (const object of listed) {
    if (object.kind === 'action') rendered.actions.push(actionValue(object.value));
    else if (object.kind === 'log') rendered.logs.push(valueOf(object.value));
    else if (object.kind === 'error') rendered.errors.push(valueOf(object.value));
    else rendered.result = valueOf(object.value);
  }
  return rendered;
}

const actionValue = (action: { type: string; options: string; meta: string | null }): JsonObject =>
  new Map<string, JsonValue>([
    ['type', action.type],
    ['options', valueOf(action.options)],
    ['meta', action.meta === null ? null : valueOf(action.meta)],
  ]);

// What a script prints may be nested a little deeper than what comes from outside.
const MAX_DEPTH = 204;
const valueOf = (text: string): JsonValue => parseJson(text, MAX_DEPTH);

function textOf({ text }: RawJson): string {
  const value: unknown = JSON.parse(text);
  return typeof value === 'string' ? value : text;
}

const placed = ({ message, line, column }: RunError): string =>
  line === undefined ? message : `${message} (line ${line}, column ${column ?? 1})`;
