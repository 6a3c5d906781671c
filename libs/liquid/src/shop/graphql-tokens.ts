/** What is left out between tokens: white space, commas, a byte order mark, comments. */
const IGNORED = /(?:[\t\n\r ,\uFEFF]+|#[^\n\r]*)+/y;
const TOKENS = /[_A-Za-z][_0-9A-Za-z]*|-?\d[\d.eE+-]*|\.\.\.|[!$&():=@[\]{}|]|"""|"/y;
const TEXT = /(?:[^"\\\n\r]|\\(?:["\\/bfnrt]|u[0-9a-fA-F]{4}|u\{[0-9a-fA-F]+\}))*"/y;
const BLOCK_TEXT = /(?:(?:[^"\\]|\\[^"\\])(?:[^"\\]|\\[^"\\]|"{1,2}(?!["\\]))*)?"""/y;

/** A token of GraphQL: a name, a mark, or `""` for any text and `0` for any number. */
export type GraphqlToken = string;

/**
 * The tokens of a GraphQL document, in order; `undefined` last of all where it cannot be read. Texts that two readers
 * might end at different places (a block text that begins with a quote, or has a backslash beside one) cannot be read:
 * what one takes for a text another could take for a mutation.
 */
export function* graphqlTokensIn(text: string): Generator<GraphqlToken | undefined> {
  let at = 0;
  const taken = (pattern: RegExp): string | undefined => {
    pattern.lastIndex = at;
    const [found] = pattern.exec(text) ?? [];
    at += found?.length ?? 0;
    return found;
  };
  taken(IGNORED);
  while (at < text.length) {
    const token = taken(TOKENS);
    const isText = token === '"' || token === '"""';
    const isWhole = isText ? taken(token === '"' ? TEXT : BLOCK_TEXT) !== undefined : true;
    if (token === undefined || !isWhole) {
      yield undefined;
      return;
    }
    yield isText ? '""' : /^[-\d]/.test(token) ? '0' : token;
    taken(IGNORED);
  }
}
