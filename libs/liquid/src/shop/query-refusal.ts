import { graphqlTokensIn } from './graphql-tokens.ts';

const UNREADABLE = 'the query is no GraphQL that can be read';

/**
 * Why a GraphQL document may not be sent by a filter, which must change nothing; undefined for one of nothing but
 * queries and their fragments.
 */
export function queryRefusalOf(text: string): string | undefined {
  let kind: string | undefined;
  let hasQuery = false;
  const open: string[] = [];
  for (const token of graphqlTokensIn(text)) {
    if (token === undefined) return UNREADABLE;
    if (kind === undefined) {
      const refusal = beginningRefusalOf(token);
      if (refusal !== undefined) return refusal;
      kind = token === '{' ? 'query' : token;
      hasQuery ||= kind === 'query';
      if (token === '{') open.push('}');
    } else if (token === '{' || token === '(' || token === '[') {
      open.push(token === '{' ? '}' : token === '(' ? ')' : ']');
    } else if (token === '}' || token === ')' || token === ']') {
      if (open.pop() !== token) return UNREADABLE;
      // The brackets of arguments are inside of others, those of a definition's fields are not.
      if (open.length === 0 && token === '}') kind = undefined;
    }
  }
  if (kind !== undefined) return UNREADABLE;
  return hasQuery ? undefined : 'there is no query in it';
}

function beginningRefusalOf(token: string): string | undefined {
  if (token === '{' || token === 'query' || token === 'fragment') return undefined;
  if (token === 'mutation' || token === 'subscription') {
    return `it is for queries, not for a ${token}; use the shopify action`;
  }
  return UNREADABLE;
}
