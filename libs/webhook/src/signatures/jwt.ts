import { isUtf8 } from 'node:buffer';
import { JsonNumber, parseJson, type JsonObject, type JsonValue } from '@millwright/kernel';
import { decodeBytes } from './encodings.ts';

/** A JSON Web Token that can be read (RFC 7519). Nothing of it is believed until its signature was checked. */
export interface Jwt {
  alg: string;
  /** Names the signer's key; undefined when it does not say. */
  keyId: string | undefined;
  claims: JsonObject;
  /** What was signed, and the signature. */
  signed: string;
  signature: Buffer;
}

const COMPACT = /^([\w-]{1,4096})\.([\w-]{1,16384})\.([\w-]{1,4096})$/;

/** Reads a compact token; undefined when it is none, is unsigned, or asks for extensions (`crit`) that we do not know. */
export function jwtOf(text: string): Jwt | undefined {
  const [, head = '', payload = '', tail = ''] = COMPACT.exec(text) ?? [];
  const header = jsonObjectOf(head);
  const claims = jsonObjectOf(payload);
  const signature = decodeBytes(tail, 'base64url');
  const alg = header?.get('alg');
  if (!header || !claims || !signature || typeof alg !== 'string') return undefined;
  if (header.has('crit')) return undefined;
  const kid = header.get('kid');
  const keyId = typeof kid === 'string' ? kid : undefined;
  return { alg, keyId, claims, signed: `${head}.${payload}`, signature };
}

/** A claim that is a time, in Unix seconds; undefined when there is none. */
export function timeClaim(claims: JsonObject, name: string): number | undefined {
  const value = claims.get(name);
  const seconds = value instanceof JsonNumber ? Number(value.text) : value;
  return typeof seconds === 'number' && Number.isFinite(seconds) ? seconds : undefined;
}

/** Whether a token is meant for that recipient, one of several or the only one. */
export function isFor(claims: JsonObject, audience: string): boolean {
  const aud = claims.get('aud');
  return Array.isArray(aud) ? aud.includes(audience) : aud === audience;
}

function jsonObjectOf(part: string): JsonObject | undefined {
  const bytes = decodeBytes(part, 'base64url');
  if (bytes === undefined || !isUtf8(bytes)) return undefined;
  const value = jsonOf(bytes.toString('utf8'));
  return value instanceof Map ? value : undefined;
}

function jsonOf(text: string): JsonValue | undefined {
  try {
    return parseJson(text);
  } catch (error) {
    if (error instanceof SyntaxError) return undefined;
    throw error;
  }
}
