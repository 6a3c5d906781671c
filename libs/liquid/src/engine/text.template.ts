import type { Token } from 'liquidjs';
import { isBlankText } from '../values/emptiness.ts';
import type { Emitter } from './emitters.ts';
import type { RunContext } from './run-context.ts';
import type { Template } from './template.ts';

/** Text between tags, without what whitespace control takes from it. */
export class TextTemplate implements Template {
  readonly token: Token;
  readonly isBlank: boolean;
  private readonly text: string;

  constructor(token: Token & { getContent(): string }) {
    this.token = token;
    this.text = token.getContent();
    this.isBlank = isBlankText(this.text);
  }

  render(_run: RunContext, emitter: Emitter): void {
    emitter.write(this.text);
  }
}
