import { isUtf8 } from 'node:buffer';
import {
  jsonKindOf,
  jsonMembersOf,
  JsonSyntaxError,
  RawJson,
  stringifyJson,
  validateJson,
  type JsonKind,
} from '@millwright/kernel';
import { IntakeProblem, unpack, type IntakeLimits } from '@millwright/webhook';
import { JobProblem } from '../job-problem.ts';
import type { BodyType } from './body-type.ts';
import { formFieldsOf } from './call-form.ts';
import { multipartFieldsOf } from './call-multipart.ts';

/** A body that was read. Every JSON is the sender's own text where he sent JSON. */
export interface CallBody {
  /** The whole body as one value: what `wrap_body` and the request mode put under `body`. Text is null. */
  readonly value: RawJson;
  /** The members that it gives by itself: an object. */
  readonly args: RawJson;
  /** The bytes of its text, UTF-8, unpacked; null of a multipart body, whose files are no text. */
  readonly raw: Buffer | null;
  /** Whether the text itself is the argument, whatever the query asks for. */
  readonly isText: boolean;
}

const noMembers = new RawJson('{}');
const nothing = new RawJson('null');
// `body` may be wrapped once more, and what reads an event's data takes no deeper JSON than anybody else.
const LEVELS_AROUND_A_BODY = 1;
const BOM = '\ufeff';
const LEADING = /^[\ufeff \t\r\n]+/;
const METADATA = 'WEBHOOK__METADATA__';

/**
 * Reads the body of a call from its bytes as they came, or says why that cannot be. `limitBytes` holds for the
 * unpacked size.
 */
export async function callBodyOf(
  bytes: Buffer,
  type: BodyType,
  limitBytes: number,
  limits: IntakeLimits,
): Promise<CallBody | JobProblem> {
  if (type.contentEncoding === 'identity') return readCallBody(bytes, type, limitBytes, limits);
  const unpacked = await unpack(bytes, type.contentEncoding, limitBytes);
  return unpacked instanceof IntakeProblem
    ? unpackingProblemOf(unpacked, limitBytes)
    : readCallBody(unpacked, type, limitBytes, limits);
}

/** As {@link callBodyOf}, of bytes that are not packed. */
export function readCallBody(
  bytes: Buffer,
  type: BodyType,
  limitBytes: number,
  limits: IntakeLimits,
): CallBody | JobProblem {
  if (bytes.length > limitBytes) return bodyTooLarge(limitBytes);
  try {
    if (type.format === 'multipart') {
      return fieldsBody(multipartFieldsOf(bytes, type.boundary, limits), null);
    }
    if (!isUtf8(bytes)) return notUtf8();
    switch (type.format) {
      case 'json':
        return jsonBodyOf(bytes, limits);
      case 'cloudevent':
        return cloudEventOf(bytes, limits);
      case 'form':
        return fieldsBody(formFieldsOf(bytes.toString('utf8'), limits), bytes);
      case 'text':
        return { value: nothing, args: noMembers, raw: bytes, isText: true };
    }
  } catch (error) {
    if (error instanceof JobProblem) return error;
    throw error;
  }
}

/** Reads JSON that is valid UTF-8; blank bytes are the empty object. `place`: what a refusal says of where it stood. */
export function jsonBodyOf(
  bytes: Buffer,
  limits: IntakeLimits,
  place = 'body',
): CallBody | JobProblem {
  const read = jsonOf(bytes, limits, place);
  if (read instanceof JobProblem) return read;
  const { json, kind } = read;
  const args = kind === 'object' ? json : bodyOnly(json);
  return { value: json, args, raw: bytes, isText: false };
}

/** `json` under the name `body`. */
export const bodyOnly = (json: RawJson): RawJson => new RawJson(`{"body":${json.text}}`);

/** The problem of a body past its limit. */
export const bodyTooLarge = (limitBytes: number): JobProblem =>
  new JobProblem(
    'body_too_large',
    `the body is larger than ${limitBytes} bytes: send less at once`,
  );

function jsonOf(
  bytes: Buffer,
  { jsonDepth, jsonKeys }: IntakeLimits,
  place: string,
): { json: RawJson; kind: JsonKind } | JobProblem {
  const maxDepth = jsonDepth - LEVELS_AROUND_A_BODY;
  const sure = jsonKindOf(bytes, maxDepth, jsonKeys);
  if (sure !== undefined) return { json: new RawJson(bytes), kind: sure };
  // Only the mark goes: lines and columns count the white space that the sender wrote.
  const text = bytes.toString('utf8').replace(LEADING, (lead) => lead.replaceAll(BOM, ''));
  if (text.replace(LEADING, '') === '') return { json: noMembers, kind: 'object' };
  try {
    return { kind: validateJson(text, maxDepth, jsonKeys), json: new RawJson(text) };
  } catch (error) {
    if (!(error instanceof JsonSyntaxError)) throw error;
    return new JobProblem('invalid_json', `the ${place} is not valid JSON: ${error.message}`);
  }
}

/** A CloudEvent in structured mode: its data's members, and the envelope around them. */
function cloudEventOf(bytes: Buffer, limits: IntakeLimits): CallBody | JobProblem {
  const read = jsonOf(bytes, limits, 'body');
  if (read instanceof JobProblem) return read;
  const { json, kind } = read;
  if (kind !== 'object') {
    return new JobProblem('invalid_json', 'the body is not a CloudEvent: it must be an object');
  }
  const envelope = jsonMembersOf(json.text, Infinity)!;
  if (envelope.size === 0) return { value: json, args: json, raw: bytes, isText: false };
  const data = envelope.get('data');
  envelope.delete('data');
  const args = membersOf(data);
  args.set(METADATA, new RawJson(stringifyJson(envelope)));
  return { value: json, args: new RawJson(stringifyJson(args)), raw: bytes, isText: false };
}

function membersOf(data: RawJson | undefined): Map<string, RawJson> {
  if (data === undefined) return new Map();
  return jsonMembersOf(data.text, Infinity) ?? new Map([['body', data]]);
}

function fieldsBody(fields: ReadonlyMap<string, unknown>, raw: Buffer | null): CallBody {
  const args = new RawJson(stringifyJson(fields));
  return { value: args, args, raw, isText: false };
}

const notUtf8 = (): JobProblem =>
  new JobProblem('invalid_encoding', 'the body is not valid UTF-8: send it in UTF-8');

const unpackingProblemOf = ({ code, detail }: IntakeProblem, limitBytes: number): JobProblem =>
  code === 'body_too_large' ? bodyTooLarge(limitBytes) : new JobProblem('invalid_body', detail);
