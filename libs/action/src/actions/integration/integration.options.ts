import { JsonNumber, type JsonObject, type JsonValue } from '@millwright/kernel';
import { objectOptions } from '../../options/object-options.ts';
import { defaulted, optional, type Read, required } from '../../options/option.ts';
import type { OptionFault, OptionsSchema } from '../../options/options-schema.ts';
import { asText } from '../../options/readers.ts';
import { asHeaders, type GivenHeader } from '../http/http-headers.ts';
import { asMethod } from '../http/http.options.ts';
import type { Integration } from './integration.ts';
import { asUrlPath, type UrlPath } from './url-path.ts';

/** A call of an integration's API. */
export interface IntegrationOptions {
  account: string | undefined;
  /** In capitals. */
  method: string;
  path: UrlPath;
  headers: GivenHeader[];
  body: JsonObject | JsonValue[] | string | undefined;
}

const asOwnHeaders: Read<GivenHeader[]> = (value, refuse) => {
  const headers = asHeaders(value, refuse);
  const ours = headers.find(({ name }) => name.toLowerCase() === 'authorization');
  return ours === undefined
    ? headers
    : refuse('is made of the Connection and cannot be set', ours.name);
};

const asBody: Read<JsonObject | JsonValue[] | string> = (value, refuse) =>
  value instanceof Map || Array.isArray(value) || typeof value === 'string'
    ? value
    : refuse('must be an object, an array or text');

/** The account of an integration's action. */
export const accountOption = optional(
  'Name of the Connection; may be left out when the Workspace has one of its type.',
  asText,
);

/** The options of an integration: the same for all, but for the paths that it permits. */
export function integrationOptions({
  pathFault,
  bodyIsQueryOnGet = false,
}: Pick<Integration, 'pathFault' | 'bodyIsQueryOnGet'>): OptionsSchema<IntegrationOptions> {
  const fields = objectOptions({
    account: accountOption,
    method: required('HTTP method, any case.', asMethod),
    url_path: required('Path from `/`, may have a query.', (value, refuse) => {
      const path = asUrlPath(value, refuse);
      const fault = pathFault(path);
      return fault === undefined ? path : refuse(fault);
    }),
    headers: defaulted('Object of headers; `Authorization` is ours.', asOwnHeaders, []),
    body: optional('Object or array: sent as JSON; text as it is.', asBody),
  });
  return {
    fields: fields.fields,
    read(value) {
      const reading = fields.read(value);
      if (!reading.ok) return reading;
      const { url_path: path, body, ...rest } = reading.options;
      const options: IntegrationOptions = { ...rest, path, body };
      if (!bodyIsQueryOnGet || options.method !== 'GET' || body === undefined) {
        return { ok: true, options, warnings: reading.warnings };
      }
      return withQuery(options, body, reading.warnings);
    },
  };
}

function withQuery(
  { path, ...options }: IntegrationOptions,
  body: JsonObject | JsonValue[] | string,
  warnings: string[],
): ReturnType<OptionsSchema<IntegrationOptions>['read']> {
  if (path.search !== '') {
    const ignored = 'options.body: ignored, as options.url_path has a query';
    return {
      ok: true,
      options: { ...options, path, body: undefined },
      warnings: [...warnings, ignored],
    };
  }
  const faults: OptionFault[] = [];
  const search = queryOf(body, faults);
  return faults.length > 0
    ? { ok: false, code: 'invalid_options', faults }
    : { ok: true, options: { ...options, path: { ...path, search }, body: undefined }, warnings };
}

/** `?a=1&a=2` of an object; text is a query already. */
function queryOf(body: JsonObject | JsonValue[] | string, faults: OptionFault[]): string {
  if (typeof body === 'string') {
    return new URL(`http://place.invalid/?${body.replace(/^\?/, '')}`).search;
  }
  if (Array.isArray(body)) {
    faults.push({ path: 'options.body', message: 'must be an object with GET: it is the query' });
    return '';
  }
  const query = new URLSearchParams();
  for (const [name, given] of body) {
    for (const value of [given].flat()) {
      if (value === null) continue;
      if (value instanceof Map || Array.isArray(value)) {
        const message = 'must be text, a number, true, false, null or an array of these';
        faults.push({ path: `options.body.${name}`, message });
      } else query.append(name, value instanceof JsonNumber ? value.text : String(value));
    }
  }
  return query.size === 0 ? '' : `?${query.toString()}`;
}
