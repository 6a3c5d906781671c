import { type JsonValue, stringifyJson } from '@millwright/kernel';
import type { OptionsReading, OptionsSchema } from '../../options/options-schema.ts';
import { readRestCall } from './rest-call.options.ts';

/** What to ask of the shop: with GraphQL, or the REST API of before. */
export type ShopifyOptions =
  | { api: 'graphql'; query: string; variables?: string }
  | {
      api: 'rest';
      method: string;
      /** From `/admin/` on; `{version}` where that of the task or the Connection goes. */
      path: string;
      /** JSON text. */
      body?: string;
    };

const NAMES: readonly string[] = ['query', 'variables'];

/** GraphQL text, `{query, variables}`, or an array as `["post", "/admin/…", {…}]`. */
export const shopifyOptions: OptionsSchema<ShopifyOptions> = {
  fields: [
    { name: 'query', required: true, about: 'GraphQL text; alone it may stand for the options.' },
    { name: 'variables', required: false, about: 'An object: the variables of the query.' },
  ],
  read(value) {
    if (typeof value === 'string') return graphql(value, 'options', new Map());
    if (Array.isArray(value)) return readRestCall(value);
    if (!(value instanceof Map)) {
      return refused('options', 'must be GraphQL text, an object with query, or an array');
    }
    const query = value.get('query') ?? null;
    if (query === null) return refused('options.query', 'is required');
    return graphql(query, 'options.query', value);
  },
};

function graphql(
  query: JsonValue,
  path: string,
  given: ReadonlyMap<string, JsonValue>,
): OptionsReading<ShopifyOptions> {
  if (typeof query !== 'string') return refused(path, 'must be GraphQL text');
  if (query.trim() === '') return refused(path, 'must not be empty');
  const variables = given.get('variables') ?? null;
  if (variables !== null && !(variables instanceof Map)) {
    return refused('options.variables', 'must be an object');
  }
  const unknown = [...given.keys()].filter((name) => !NAMES.includes(name));
  return {
    ok: true,
    options: {
      api: 'graphql',
      query,
      ...(variables !== null && { variables: stringifyJson(variables) }),
    },
    warnings: unknown.map((name) => `options.${name}: unknown option, ignored`),
  };
}

const refused = (path: string, message: string): OptionsReading<never> => ({
  ok: false,
  code: 'invalid_options',
  faults: [{ path, message }],
});
