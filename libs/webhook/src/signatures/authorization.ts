import { decodeBytes } from './encodings.ts';

const BASIC = /^basic +(\S+)$/i;
const BEARER = /^bearer +(\S.*)$/i;

/** `user:password` of an `Authorization: Basic` (RFC 7617), as bytes; undefined when it is another one. */
export const basicCredentialsOf = (value: string): Buffer | undefined =>
  decodeBytes(BASIC.exec(value)?.[1] ?? '', 'base64');

/** The token of an `Authorization: Bearer` (RFC 6750); undefined when it is another one. */
export const bearerTokenOf = (value: string): string | undefined => BEARER.exec(value)?.[1];
