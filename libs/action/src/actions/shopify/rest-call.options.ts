import { JsonNumber, type JsonValue, stringifyJson } from '@millwright/kernel';
import type { OptionsReading } from '../../options/options-schema.ts';
import { restPathIn } from './rest-path.ts';
import { pluralOf, isRestResource } from './rest-resources.ts';
import type { ShopifyOptions } from './shopify.options.ts';

type RestCall = Extract<ShopifyOptions, { api: 'rest' }>;
type Reading = OptionsReading<RestCall>;

const METHODS: readonly string[] = ['get', 'post', 'put', 'patch', 'delete'];
const VERBS: readonly string[] = ['create', 'update', 'delete'];
const ID = /^[1-9]\d{0,19}$/;

/**
 * The forms of before GraphQL: `[method, path, body?]`, and `[verb, resource, attributes?]` where the resource is a name
 * (`"customer"`), or for `update` and `delete` a name and an id (`["customer", 1]`).
 */
export function readRestCall(list: readonly JsonValue[]): Reading {
  const [first = null, second = null] = list;
  const word = typeof first === 'string' ? first.trim().toLowerCase() : '';
  if (typeof second === 'string' && second.startsWith('/')) {
    return METHODS.includes(word)
      ? byPath(word, second, list.slice(2))
      : refused('options[0]', `must be one of ${METHODS.join(', ')}`);
  }
  if (VERBS.includes(word)) return byResource(word, second, list.slice(2));
  if (METHODS.includes(word)) return refused('options[1]', 'must be a path from /admin/ on');
  return refused('options[0]', `must be one of ${[...METHODS, 'create', 'update'].join(', ')}`);
}

function byPath(method: string, given: string, rest: readonly JsonValue[]): Reading {
  const path = restPathIn(given);
  if (path === undefined) {
    return refused('options[1]', 'must be a path of the REST Admin API, as /admin/orders/1.json');
  }
  const [body = null] = rest;
  if (rest.length > 1) return tooMany(3);
  if (body !== null && !(body instanceof Map)) return refused('options[2]', 'must be an object');
  if (body !== null && body.size > 0 && method === 'get') {
    return refused('options[2]', 'does not go with get: put what is asked for into the path');
  }
  return read(method, path, method === 'get' ? null : body);
}

function byResource(verb: string, given: JsonValue, rest: readonly JsonValue[]): Reading {
  const parts = Array.isArray(given) ? given : [given];
  const [name = null, id = null] = parts;
  const at = Array.isArray(given) ? 'options[1][0]' : 'options[1]';
  if (typeof name !== 'string') return refused(at, 'must be the name of a resource, as customer');
  if (!isRestResource(name)) {
    return refused(at, `is no plain resource of the REST Admin API; use GraphQL, or a path`);
  }
  if (rest.length > 1) return tooMany(3);
  const [attributes = null] = rest;
  if (verb !== 'delete' && !(attributes instanceof Map)) {
    return refused('options[2]', 'must be an object: the attributes');
  }
  const collection = `/admin/api/{version}/${pluralOf(name)}`;
  const body: JsonValue = new Map([[name, attributes]]);
  if (verb === 'create') {
    return parts.length === 1
      ? read('post', `${collection}.json`, body)
      : refused('options[1]', 'takes no id with create');
  }
  const idText = typeof id === 'number' || id instanceof JsonNumber ? String(id) : id;
  if (parts.length !== 2 || typeof idText !== 'string' || !ID.test(idText)) {
    return refused('options[1]', `must be a name and an id with ${verb}, as ["${name}", 1]`);
  }
  const path = `${collection}/${idText}.json`;
  return verb === 'update' ? read('put', path, body) : read('delete', path, null);
}

const read = (method: string, path: string, body: JsonValue): Reading => ({
  ok: true,
  options: {
    api: 'rest',
    method: method.toUpperCase(),
    path,
    ...(body !== null && { body: stringifyJson(body) }),
  },
  warnings: [],
});

const refused = (path: string, message: string): Reading => ({
  ok: false,
  code: 'invalid_options',
  faults: [{ path, message }],
});

const tooMany = (most: number): Reading =>
  refused('options', `must have no more than ${most} elements`);
