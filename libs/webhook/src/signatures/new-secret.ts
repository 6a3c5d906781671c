import { randomBytes } from 'node:crypto';

const BYTES = 32;

/** A signing secret of our making: 256 random bits as text. */
export const newSecretText = (encoding: 'hex' | 'base64'): string =>
  randomBytes(BYTES).toString(encoding);
