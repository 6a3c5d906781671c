import type { TagToken } from 'liquidjs';
import { Markup } from '../expressions/markup.ts';
import type { Emitter } from './emitters.ts';
import type { RunContext } from './run-context.ts';
import type { Template } from './template.ts';

/** A tag of the dialect. Its constructor reads the markup, and for a block the tokens up to its end. */
export abstract class ScriptTag implements Template {
  readonly token: TagToken;
  readonly name: string;
  readonly isBlank: boolean = false;
  protected readonly markup: Markup;

  constructor(token: TagToken) {
    this.token = token;
    this.name = token.name;
    this.markup = markupOf(token);
  }

  abstract render(run: RunContext, emitter: Emitter): void;
}

/** What stands behind a tag's name. */
export const markupOf = ({ input, tokenizer, contentRange }: TagToken): Markup =>
  new Markup(input, tokenizer.p, contentRange[1]);
