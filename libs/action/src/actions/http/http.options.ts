import { parseProxy } from '@millwright/net';
import type { JsonValue } from '@millwright/kernel';
import { asFileSources } from '../../files/index.ts';
import type { FileSource } from '../../files/generated-file.ts';
import { objectOptions } from '../../options/object-options.ts';
import { defaulted, optional, type Read, required } from '../../options/option.ts';
import type { OptionsSchema } from '../../options/options-schema.ts';
import { asBoolean, asJson, asNumber, asObject, asText, below } from '../../options/readers.ts';
import { readUrl } from '../../options/read-url.ts';
import { asHeaders, type GivenHeader } from './http-headers.ts';

const METHODS = ['OPTIONS', 'HEAD', 'GET', 'POST', 'PUT', 'PATCH', 'DELETE'];

/** A method of HTTP that actions send, in any case; in capitals. */
export const asMethod: Read<string> = (value, refuse) => {
  const method = typeof value === 'string' ? value.trim().toUpperCase() : '';
  return METHODS.includes(method)
    ? method
    : refuse(`must be one of ${METHODS.join(', ').toLowerCase()}`);
};

const asProxy: Read<string> = (value, refuse) => {
  const uri = asText(value, refuse).trim();
  return parseProxy(uri) ? uri : refuse('must be an http://, https:// or socks5:// URI');
};

const asBasicAuth: Read<{ username: string; password: string }> = (value, refuse) => {
  const given = asObject(value, refuse);
  const part = (name: string): string => asText(given.get(name) ?? '', below(refuse, name));
  const username = part('username');
  if (username.includes(':')) return refuse('must not contain a colon', 'username');
  return { username, password: part('password') };
};

const fields = objectOptions({
  method: required('`options head get post put patch delete`, any case.', asMethod),
  url: required('`http://` or `https://`; user info becomes Basic authorization.', readUrl),
  body: optional('Any JSON: objects and arrays as JSON or as a form, text as it is.', asJson),
  files: optional('Object: name → file generator; sends a multipart form.', asFileSources),
  headers: defaulted(
    'Object: name → text, number, boolean, null or array of these.',
    asHeaders,
    [],
  ),
  follow_redirects: defaulted('Default true; at most 10.', asBoolean, true),
  proxy: optional('`http://`, `https://` or `socks5://` URI, user info allowed.', asProxy),
  verify: defaulted('False skips the check of the certificate. Default true.', asBoolean, true),
  error_on_5xx: defaulted(
    'True makes a 5xx answer an error that is retried. Default false.',
    asBoolean,
    false,
  ),
  timeout: defaulted('Seconds, 1–300, for the whole exchange. Default 60.', asNumber(1, 300), 60),
  basic_auth: optional('`{username, password}`.', asBasicAuth),
});

/** What an HTTP action is to send, and how. */
export interface HttpOptions {
  method: string;
  url: string;
  body: JsonValue;
  files: ReadonlyMap<string, FileSource>;
  headers: GivenHeader[];
  followRedirects: boolean;
  proxy?: string;
  verify: boolean;
  errorOn5xx: boolean;
  timeoutMs: number;
  basicAuth?: { username: string; password: string };
}

/** The options of the http action. */
export const httpOptions: OptionsSchema<HttpOptions> = {
  fields: fields.fields,
  read(value) {
    const reading = fields.read(value);
    if (!reading.ok) return reading;
    const { method, url, body = null, headers, proxy, verify, timeout, ...rest } = reading.options;
    const files = rest.files ?? new Map<string, FileSource>();
    if (files.size > 0 && body !== null && !(body instanceof Map)) {
      const fault = { path: 'options.body', message: 'must be an object when there are files' };
      return { ok: false, code: 'invalid_options', faults: [fault] };
    }
    const options: HttpOptions = {
      method,
      url,
      body,
      files,
      headers,
      followRedirects: rest.follow_redirects,
      verify,
      errorOn5xx: rest.error_on_5xx,
      timeoutMs: timeout * 1_000,
      ...(proxy === undefined ? {} : { proxy }),
      ...(rest.basic_auth === undefined ? {} : { basicAuth: rest.basic_auth }),
    };
    return { ok: true, options, warnings: reading.warnings };
  },
};
