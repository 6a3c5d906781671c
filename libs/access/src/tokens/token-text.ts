import { randomInt } from 'node:crypto';
import { sha256Hex } from '@millwright/kernel';

const ALPHABET = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789';
const LENGTH = 32;
const PREFIX_LENGTH = 10;

/** A new token in plaintext: 32 letters and digits, every one of them as likely as the others. */
export const newTokenText = (): string =>
  Array.from({ length: LENGTH }, () => ALPHABET[randomInt(ALPHABET.length)]).join('');

/** What is kept of a token: its SHA-256 in hex. */
export const tokenHashOf = (text: string): string => sha256Hex(text);

/** The characters by which people recognise a token. */
export const tokenPrefixOf = (text: string): string => text.slice(0, PREFIX_LENGTH);
