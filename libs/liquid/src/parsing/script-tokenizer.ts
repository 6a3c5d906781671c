import { defaultOptions, TagToken, Tokenizer, type TopLevelToken } from 'liquidjs';
import { LiquidRunError } from '../liquid.errors.ts';
import { placeIn } from '../place-in.ts';
import { notClosed } from './tag-faults.ts';
import { endOfVerbatim } from './verbatim.ts';

// Expressions are read elsewhere: the tokenizer needs to know no operators.
const options = { ...defaultOptions, operators: {} };

const END_OF_TAG = '%}';
/** Blocks whose content is not parsed: their end is the next token. */
const VERBATIM: ReadonlySet<string> = new Set(['comment', 'permissions', 'raw']);

type Quoted = ReturnType<Tokenizer['readQuoted']>;

/**
 * Cuts a script into text, outputs and tags, and controls whitespace, as liquidjs does. What differs: strings have no
 * escape sequences, and what stands in a comment, `raw` or `permissions` is not looked at.
 */
export class ScriptTokenizer extends Tokenizer {
  constructor(source: string) {
    super(source, options.operators);
  }

  /** The tokens of the whole script. @throws LiquidRunError, TokenizationError */
  tokens(): TopLevelToken[] {
    return this.readTopLevelTokens(options);
  }

  override readTagToken(given: typeof options): TagToken {
    const begin = this.p;
    const close = this.input.indexOf(END_OF_TAG, begin + END_OF_TAG.length);
    if (close < 0) this.fail(`tag ${this.snapshot(begin)} not closed`, begin);
    this.p = close + END_OF_TAG.length;
    const token = new TagToken(this.input, begin, this.p, given);
    const { name } = token;
    if (!VERBATIM.has(name)) return token;
    const end = endOfVerbatim(this.input, name, this.p);
    if (end === undefined) throw notClosed(token);
    this.p = end;
    return token;
  }

  /** Skips a string in an output, so that `}}` may stand in it. */
  override readQuoted(): Quoted {
    this.skipBlank();
    const close = this.input.indexOf(this.peek(), this.p + 1);
    if (close < 0) this.fail('string not closed', this.p);
    this.p = close + 1;
    return undefined;
  }

  private fail(message: string, at: number): never {
    throw new LiquidRunError('liquid_syntax', message, placeIn(this.input, at));
  }
}

/** Reads the lines of a `liquid` tag, each of which is a tag without marks; those of a comment are skipped. @throws LiquidRunError */
export function lineTokensOf(source: string, begin: number, end: number): TopLevelToken[] {
  const lines = new Tokenizer(source, options.operators, undefined, [begin, end]);
  const tokens: TopLevelToken[] = [];
  while (!lines.end()) {
    const token = lines.readLiquidTagToken(options);
    if (!token) continue;
    tokens.push(token);
    if (token.name !== 'comment') continue;
    const closing = endOfCommentLines(source, lines.p, end);
    if (closing === undefined) throw notClosed(token);
    lines.p = closing;
  }
  return tokens;
}

/** Where the line `endcomment` begins that closes a comment; undefined when there is none. */
function endOfCommentLines(source: string, from: number, end: number): number | undefined {
  let depth = 1;
  for (let at = from; at < end;) {
    const next = source.indexOf('\n', at);
    const lineEnd = next < 0 || next > end ? end : next;
    const [word] = /^\s*(\w*)/.exec(source.slice(at, lineEnd))!.slice(1);
    if (word === 'comment') depth += 1;
    if (word === 'endcomment') depth -= 1;
    if (depth === 0) return at;
    at = lineEnd + 1;
  }
  return undefined;
}
