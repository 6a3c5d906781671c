import { shortened } from '@millwright/kernel';
import {
  charsetOf,
  contentEncodingOf,
  headerParametersOf,
  headerValueOf,
  IntakeProblem,
  utf8,
  type ContentEncoding,
} from '@millwright/webhook';
import { JobProblem } from '../job-problem.ts';

/** How the body of a call is read. */
export type BodyFormat = 'json' | 'form' | 'multipart' | 'text' | 'cloudevent';

/** What the headers say of a body. */
export interface BodyType {
  readonly format: BodyFormat;
  /** What parts a multipart body; undefined when the sender left it out. */
  readonly boundary: string | undefined;
  readonly contentEncoding: ContentEncoding;
}

/** The headers of a request: lower-case name → its values in the order of their lines. */
export type CallHeaders = Readonly<Record<string, readonly string[] | undefined>>;

const formats = new Map<string, BodyFormat>([
  ['', 'json'],
  ['application/json', 'json'],
  ['application/x-www-form-urlencoded', 'form'],
  ['multipart/form-data', 'multipart'],
  ['text/plain', 'text'],
  ['application/xml', 'text'],
  ['text/xml', 'text'],
  ['application/cloudevents+json', 'cloudevent'],
]);
const SUPPORTED =
  'send application/json, application/*+json, application/x-www-form-urlencoded, multipart/form-data, ' +
  'text/plain, application/xml, text/xml, application/cloudevents+json, or no content type';
const CLOUDEVENTS_BATCH = 'application/cloudevents-batch+json';
const JSON_SUFFIX = /^application\/[^/]*\+json$/;

/** Reads `Content-Type` and `Content-Encoding`, before the body is read; a blank header is none. */
export function bodyTypeOf(headers: CallHeaders): BodyType | JobProblem {
  const header = headers['content-type']?.[0] ?? '';
  const mimeType = headerValueOf(header);
  if (mimeType === CLOUDEVENTS_BATCH) {
    return new JobProblem('cloudevents_batch', 'a call is one event: send each one by itself');
  }
  const format = formats.get(mimeType) ?? (JSON_SUFFIX.test(mimeType) ? 'json' : undefined);
  if (format === undefined) {
    return unsupported(`the content type ${quoted(mimeType)} is not supported: ${SUPPORTED}`);
  }
  const parameters = headerParametersOf(header);
  const charsetProblem = charsetProblemOf(parameters);
  if (charsetProblem !== undefined) return charsetProblem;
  // Lines that are one list (RFC 9110, 5.3) name several encodings, which we do not undo.
  const contentEncoding = contentEncodingOf(headers['content-encoding']?.join(', '));
  if (contentEncoding instanceof IntakeProblem) return unsupported(contentEncoding.detail);
  return { format, boundary: parameters.get('boundary') || undefined, contentEncoding };
}

/** Why the charset among a header's parameters cannot be read; undefined when it is UTF-8 or none. */
export function charsetProblemOf(parameters: ReadonlyMap<string, string>): JobProblem | undefined {
  const label = parameters.get('charset') || 'utf-8';
  if (charsetOf(label) === utf8) return undefined;
  return unsupported(`the charset ${quoted(label)} is not supported: send UTF-8`);
}

const unsupported = (detail: string): JobProblem =>
  new JobProblem('unsupported_media_type', detail);

const quoted = (text: string): string => JSON.stringify(shortened(text, 100));
