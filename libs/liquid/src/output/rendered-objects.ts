import { jsonMembersOf, MAX_JSON_DEPTH, stringifyJson, type RawJson } from '@millwright/kernel';
import { actionLimitError } from '../limits/limit-errors.ts';
import type { RenderLimits } from '../limits/render-limits.ts';
import { LiquidRunError } from '../liquid.errors.ts';
import { invalidAt, printedObjectsIn, type PrintedObject } from './object-stream.ts';

const MAX_DEPTH = MAX_JSON_DEPTH + 2;

/** An action to perform. `options` and `meta` are exact JSON text. */
export interface RenderedAction {
  type: string;
  options: string;
  meta: string | null;
  /** Whether `mechanic/actions/perform` follows. */
  performEvent: boolean;
}

/** What a script rendered, by kind; every text is exact JSON. The last result wins. */
export interface RenderedObjects {
  actions: RenderedAction[];
  logs: string[];
  errors: string[];
  result: string | null;
}

/** The objects of a script's output by kind. @throws LiquidRunError output_invalid, action_limit */
export function renderedObjectsOf(output: string, limits: RenderLimits): RenderedObjects {
  const rendered: RenderedObjects = { actions: [], logs: [], errors: [], result: null };
  for (const object of printedObjectsIn(output)) {
    const { kind, value } = object;
    if (kind === 'log') rendered.logs.push(value.text);
    else if (kind === 'error') rendered.errors.push(value.text);
    else if (kind === 'result') rendered.result = value.text;
    else rendered.actions.push(actionOf(object, output));
    if (rendered.actions.length > limits.actions) throw actionLimitError(limits);
  }
  return rendered;
}

/** The logs of an output as far as it got, for a run that failed. */
export function logsOf(output: string): string[] {
  const logs: string[] = [];
  try {
    for (const { kind, value } of printedObjectsIn(output)) {
      if (kind === 'log') logs.push(value.text);
    }
  } catch (error) {
    if (!(error instanceof LiquidRunError)) throw error;
  }
  return logs;
}

/** An action as it was printed, its control parameters taken out. @throws LiquidRunError output_invalid */
export function actionOf({ value, start }: PrintedObject, output: string): RenderedAction {
  const members = jsonMembersOf(value.text, MAX_DEPTH);
  const type = members && textMember(members.get('type'));
  if (!type) throw invalidAt(output, start, 'an action without a "type"');
  const inside = controlsIn(members.get('options')?.text ?? 'null');
  const meta = inside.meta ?? members.get('meta')?.text ?? null;
  const performEvent = inside.performEvent ?? members.get('perform_event')?.text;
  return { type, options: inside.options, meta, performEvent: performEvent !== 'false' };
}

function textMember(member: RawJson | undefined): string | undefined {
  return member?.text.startsWith('"') ? (JSON.parse(member.text) as string) : undefined;
}

/** Options written by hand may hold control parameters too. Untouched, they stay as they were written. */
function controlsIn(options: string): { options: string; meta?: string; performEvent?: string } {
  if (!options.startsWith('{') || !options.includes('"__')) return { options };
  const members = jsonMembersOf(options, MAX_DEPTH)!;
  const meta = members.get('__meta')?.text;
  const performEvent = members.get('__perform_event')?.text;
  if (meta === undefined && performEvent === undefined) return { options };
  members.delete('__meta');
  members.delete('__perform_event');
  return {
    options: stringifyJson(members),
    ...(meta !== undefined && { meta }),
    ...(performEvent !== undefined && { performEvent }),
  };
}
