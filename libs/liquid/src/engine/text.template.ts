import type { Token, TopLevelToken } from 'liquidjs';
import { isBlankText } from '../values/emptiness.ts';
import { stripped } from '../values/whitespace.ts';
import type { Emitter } from './emitters.ts';
import type { RunContext } from './run-context.ts';
import type { Template } from './template.ts';

/** What the tokenizer calls HTML, with how much whitespace control takes from its ends. */
type TextToken = Extract<TopLevelToken, { trimLeft: number }>;

/** Text between tags, without what whitespace control takes from it. */
export class TextTemplate implements Template {
  readonly token: Token;
  readonly isBlank: boolean;
  private readonly text: string;

  constructor(token: TextToken) {
    this.token = token;
    this.text = textOf(token);
    this.isBlank = isBlankText(this.text);
  }

  render(_run: RunContext, emitter: Emitter): void {
    emitter.write(this.text);
  }
}

/** The tokenizer counts what whitespace control takes, but with Unicode's spaces, which stay in scripts. */
function textOf({ input, begin, end, trimLeft, trimRight }: TextToken): string {
  const text = input.slice(begin, end);
  const rest = trimLeft > 0 ? stripped(text, 'left') : text;
  return trimRight > 0 ? stripped(rest, 'right') : rest;
}
