import { isUuid, shortened, storableText, type Id } from '@millwright/kernel';
import { JobProblem, type JobProblemCode } from '../job-problem.ts';
import { callTimeOf } from './call-time.ts';

/** Of a call that names none. */
export const DEFAULT_TAG = 'default';
const TAG_LENGTH = 50;
const DIGITS = /^\d+$/;
const CONTROLS = /[\u0000-\u001f\u007f]/;

/** Where parameters stood, for refusals. */
export interface ParametersPlace {
  readonly what: string;
  readonly code: JobProblemCode;
}

const inTheQuery: ParametersPlace = { what: 'the query parameter', code: 'invalid_query' };

/** Typed reading of single parameters. @throws JobProblem with the name, what was given and what is expected. */
export class Parameters {
  private readonly parameters: URLSearchParams;
  private readonly place: ParametersPlace;

  constructor(parameters: URLSearchParams, place = inTheQuery) {
    this.parameters = parameters;
    this.place = place;
  }

  flag(name: string): boolean {
    return this.choice(name) ?? false;
  }

  /** As {@link flag}, and undefined when it is absent. */
  choice(name: string): boolean | undefined {
    const text = this.oneOf(name, ['true', '1', 'false', '0']);
    return text === undefined ? undefined : text === 'true' || text === '1';
  }

  /** Undefined when it is absent or empty. As it can be looked up: without NUL, as in {@link list}. */
  text(name: string): string | undefined {
    return storableText(this.parameters.get(name) ?? '') || undefined;
  }

  integer(name: string, least: number, most: number): number | undefined {
    const text = this.parameters.get(name);
    if (text === null) return undefined;
    const number = DIGITS.test(text) ? Number(text) : NaN;
    if (number >= least && number <= most) return Math.min(number, Number.MAX_SAFE_INTEGER);
    const range = Number.isFinite(most) ? `${least} to ${most}` : `${least} up`;
    return this.refuse(name, `be a whole number from ${range}`);
  }

  uuid(name: string, code?: JobProblemCode): Id | undefined {
    const text = this.parameters.get(name);
    if (text === null || isUuid(text)) return text?.toLowerCase();
    return this.refuse(name, 'be a UUID', code);
  }

  time(name: string): Date | undefined {
    const text = this.parameters.get(name);
    if (text === null) return undefined;
    const time = callTimeOf(text);
    return time ?? this.refuse(name, 'be an RFC 3339 time such as 2026-01-31T08:00:00Z');
  }

  tag(name: string): string {
    const text = this.parameters.get(name) || DEFAULT_TAG;
    const isTag = [...text].length <= TAG_LENGTH && !CONTROLS.test(text);
    return isTag ? text : this.refuse(name, `have at most ${TAG_LENGTH} visible characters`);
  }

  oneOf<Choice extends string>(name: string, choices: readonly Choice[]): Choice | undefined {
    const text = this.parameters.get(name);
    if (text === null) return undefined;
    const choice = choices.find((candidate) => candidate === text);
    return choice ?? this.refuse(name, `be one of ${choices.join(', ')}`);
  }

  list(name: string): string[] {
    const names = this.parameters.getAll(name).flatMap((text) => storableText(text).split(','));
    return names.map((text) => text.trim()).filter((text) => text !== '');
  }

  refuse(name: string, expected: string, code: JobProblemCode = this.place.code): never {
    const given = JSON.stringify(shortened(this.parameters.get(name) ?? '', 100));
    throw new JobProblem(code, `${this.place.what} ${name} must ${expected}, and is ${given}`);
  }
}
