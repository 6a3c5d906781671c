import { liquidRunErrorOf } from '../engine/run-error.ts';
import type { Template } from '../engine/template.ts';
import { LiquidRunError } from '../liquid.errors.ts';
import { ScriptParser } from './script-parser.ts';
import { ScriptTokenizer } from './script-tokenizer.ts';
import { TokenQueue } from './token-queue.ts';

/** Longest script, in characters. */
export const MAX_SCRIPT_CHARACTERS = 262_144;

/** Where and why a template cannot be parsed. */
export interface TemplateFault {
  line: number;
  column: number;
  message: string;
}

/** Tags that mean something in the script of a task alone. */
const TASK_TAGS: ReadonlySet<string> = new Set(['action', 'error', 'log', 'permissions', 'result']);

/** A parsed script. @throws LiquidRunError liquid_syntax, with line and column */
export const parsed = (source: string): Template[] => read(source, new ScriptParser());

/** The save-time check of a script: where and why it cannot be parsed, or undefined when it can. */
export function parseTemplate(source: string): TemplateFault | undefined {
  return faultOf(source, new ScriptParser());
}

/** The same of what renders text and nothing else: the tags that make objects of a task do not exist in it. */
export function parseTextTemplate(source: string): TemplateFault | undefined {
  return faultOf(source, new ScriptParser(TASK_TAGS));
}

function faultOf(source: string, parser: ScriptParser): TemplateFault | undefined {
  try {
    read(source, parser);
    return undefined;
  } catch (error) {
    const { message, place } = liquidRunErrorOf(error, 'liquid_syntax');
    return { line: place?.line ?? 1, column: place?.column ?? 1, message };
  }
}

/** What the `permissions` tag of a script names, in order; undefined without the tag. @throws LiquidRunError liquid_syntax */
export function permissionsOf(source: string): readonly string[] | undefined {
  const parser = new ScriptParser();
  read(source, parser);
  return parser.permissions;
}

function read(source: string, parser: ScriptParser): Template[] {
  if (source.length > MAX_SCRIPT_CHARACTERS) {
    throw new LiquidRunError(
      'liquid_syntax',
      `the script is longer than ${MAX_SCRIPT_CHARACTERS} characters`,
    );
  }
  try {
    return parser.readAll(new TokenQueue(new ScriptTokenizer(source).tokens()));
  } catch (error) {
    throw liquidRunErrorOf(error, 'liquid_syntax');
  }
}
