import { TypeGuards, type TagToken, type TopLevelToken } from 'liquidjs';
import { LiquidRunError } from '../liquid.errors.ts';
import { tags } from '../tags/index.ts';
import { OutputTemplate } from './output.template.ts';
import { liquidRunErrorOf } from './run-error.ts';
import { markupOf } from './script-tag.ts';
import type { Template } from './template.ts';
import { TextTemplate } from './text.template.ts';
import type { TokenQueue } from './token-queue.ts';

const PARTS_OF_BLOCKS = /^(?:else|elsif|when|end.*)$/;
const HAS_MARKUP = /^(?:elsif|when)$/;

/** Deepest nesting of blocks. */
export const MAX_BLOCK_DEPTH = 100;

/** What is still to be read of a script. */
export type Tokens = TokenQueue<TopLevelToken>;

/** Makes templates of tokens. One parser reads one script. */
export class ScriptParser {
  /** Whether the script has declared its permissions already, and which. */
  permissions: readonly string[] | undefined;
  private depth = 0;

  /** Reads all tokens. @throws LiquidRunError liquid_syntax, with its place */
  readAll(tokens: Tokens): Template[] {
    const templates: Template[] = [];
    for (let token = tokens.shift(); token; token = tokens.shift()) {
      templates.push(this.templateOf(token, tokens));
    }
    return templates;
  }

  /** Reads up to one of the tags named, which ends the branch of a block. @throws LiquidRunError liquid_syntax */
  readBranch(
    opener: TagToken,
    tokens: Tokens,
    ends: readonly string[],
  ): { templates: Template[]; end: TagToken } {
    const templates: Template[] = [];
    for (let token = tokens.shift(); token; token = tokens.shift()) {
      if (TypeGuards.isTagToken(token) && ends.includes(token.name)) {
        if (!HAS_MARKUP.test(token.name)) markupOf(token).expectEnd();
        return { templates, end: token };
      }
      templates.push(this.templateOf(token, tokens));
    }
    const { name } = opener;
    throw placedAt(
      opener,
      new LiquidRunError('liquid_syntax', `tag ${name} not closed: end${name} is missing`),
    );
  }

  private templateOf(token: TopLevelToken, tokens: Tokens): Template {
    this.depth += 1;
    try {
      if (TypeGuards.isTagToken(token)) return this.tagOf(token, tokens);
      return TypeGuards.isOutputToken(token) ? new OutputTemplate(token) : new TextTemplate(token);
    } catch (error) {
      throw placedAt(token, error);
    } finally {
      this.depth -= 1;
    }
  }

  private tagOf(token: TagToken, tokens: Tokens): Template {
    const { name } = token;
    if (!Object.hasOwn(tags, name)) {
      const fault = PARTS_OF_BLOCKS.test(name) ? 'does not belong here' : 'not found';
      throw new Error(`tag "${name}" ${fault}`);
    }
    if (this.depth > MAX_BLOCK_DEPTH) throw new Error('nested too deeply');
    return new tags[name]!(token, tokens, this);
  }
}

function placedAt(token: TopLevelToken, error: unknown): LiquidRunError {
  if (error instanceof LiquidRunError && error.place) return error;
  const [line = 1, column = 1] = token.getPosition();
  return liquidRunErrorOf(error, 'liquid_syntax').at(line, column);
}
