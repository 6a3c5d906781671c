import { TypeGuards, type TagToken, type TopLevelToken } from 'liquidjs';
import { OutputTemplate } from '../engine/output.template.ts';
import { placedAt } from '../engine/run-error.ts';
import { markupOf } from '../engine/script-tag.ts';
import type { Template } from '../engine/template.ts';
import { TextTemplate } from '../engine/text.template.ts';
import { tags } from '../tags/index.ts';
import { notBelonging, notClosed } from './tag-faults.ts';
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
  /** The block that is being read. */
  private block: TagToken | undefined;

  /** `without`: tags that do not exist in this script. */
  constructor(private readonly without: ReadonlySet<string> = new Set()) {}

  /** Reads all tokens. @throws LiquidRunError liquid_syntax, with its place */
  readAll(tokens: Tokens): Template[] {
    const outer = this.block;
    this.block = undefined;
    const templates: Template[] = [];
    for (let token = tokens.shift(); token; token = tokens.shift()) {
      templates.push(this.templateOf(token, tokens));
    }
    this.block = outer;
    return templates;
  }

  /** Reads up to one of the tags named, which ends the branch of a block. @throws LiquidRunError liquid_syntax */
  readBranch(
    opener: TagToken,
    tokens: Tokens,
    ends: readonly string[],
  ): { templates: Template[]; end: TagToken } {
    const outer = this.block;
    this.block = opener;
    const templates: Template[] = [];
    for (let token = tokens.shift(); token; token = tokens.shift()) {
      if (TypeGuards.isTagToken(token) && ends.includes(token.name)) {
        this.block = outer;
        if (!HAS_MARKUP.test(token.name)) markupOf(token).expectEnd();
        return { templates, end: token };
      }
      templates.push(this.templateOf(token, tokens));
    }
    throw notClosed(opener);
  }

  private templateOf(token: TopLevelToken, tokens: Tokens): Template {
    this.depth += 1;
    try {
      if (TypeGuards.isTagToken(token)) return this.tagOf(token, tokens);
      return TypeGuards.isOutputToken(token) ? new OutputTemplate(token) : new TextTemplate(token);
    } catch (error) {
      throw placedAt(token, error, 'liquid_syntax');
    } finally {
      this.depth -= 1;
    }
  }

  private tagOf(token: TagToken, tokens: Tokens): Template {
    const { name } = token;
    if (!Object.hasOwn(tags, name) || this.without.has(name)) {
      throw PARTS_OF_BLOCKS.test(name)
        ? notBelonging(name, this.block)
        : new Error(`tag "${name}" not found`);
    }
    if (this.depth > MAX_BLOCK_DEPTH) throw new Error('nested too deeply');
    return new tags[name]!(token, tokens, this);
  }
}
