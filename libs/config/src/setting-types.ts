import { isIP } from 'node:net';
import { resolve } from 'node:path';
import type { Reader } from './setting.ts';

/** How a kind of value is read from text. `expects` completes the sentence "expected …". */
export interface SettingType<T> {
  readonly expects: string;
  /** The value, or undefined when the text is not one. */
  read(text: string, reader: Reader): T | undefined;
}

/** A whole number within bounds. */
export const wholeNumber = (least: number, most: number): SettingType<number> => ({
  expects: `a whole number from ${least} to ${most}`,
  read(text) {
    const number = /^\d{1,15}$/.test(text) ? Number(text) : undefined;
    return number !== undefined && number >= least && number <= most ? number : undefined;
  },
});

/** A TCP port. */
export const port: SettingType<number> = {
  ...wholeNumber(0, 65_535),
  expects: 'a port from 0 to 65535 (0 takes any free one)',
};

/** One of a few words. */
export const oneOf = <T extends string>(...words: readonly T[]): SettingType<T> => ({
  expects: `one of ${words.join(', ')}`,
  read: (text) => words.find((word) => word === text),
});

/** Yes or no. */
export const yesOrNo: SettingType<boolean> = {
  expects: 'true or false',
  read: (text) => (text === 'true' ? true : text === 'false' ? false : undefined),
};

/** Text of a given form. */
export const textLike = (form: RegExp, expects: string): SettingType<string> => ({
  expects,
  read: (text) => (form.test(text) ? text : undefined),
});

/** A path, made absolute. */
export const path: SettingType<string> = {
  expects: 'a path',
  read: (text, { workingDirectory }) =>
    text.includes('\0') ? undefined : resolve(workingDirectory, text),
};

/** A URL with one of these schemes and a host. Its credentials are never shown. */
export const urlOf = (schemes: readonly string[], example: string): SettingType<string> => ({
  expects: `a URL like ${example}`,
  read(text) {
    const url = URL.canParse(text) ? new URL(text) : undefined;
    if (url === undefined || url.hostname === '') return undefined;
    return schemes.includes(url.protocol.slice(0, -1)) ? text : undefined;
  },
});

/** An http(s) URL to build others on: only origin and path make sense, and no trailing slash is kept. */
export function baseUrlOf(example: string): SettingType<string> {
  const url = urlOf(['http', 'https'], example);
  return {
    expects: `${url.expects}, without user, query and fragment`,
    read: (text, reader) =>
      /[?#@]/.test(text) ? undefined : url.read(text, reader)?.replace(/\/+$/, ''),
  };
}

/** An IP address, or a range of them (CIDR). */
export const addressRange: SettingType<string> = {
  expects: 'an address or a CIDR',
  read(text) {
    const [address = '', bits, ...more] = text.split('/');
    const family = isIP(address);
    if (family === 0 || more.length > 0) return undefined;
    if (bits === undefined) return text;
    return /^\d{1,3}$/.test(bits) && Number(bits) <= (family === 4 ? 32 : 128) ? text : undefined;
  },
};

/** A comma-separated list; spaces around items are ignored. */
export const listOf = <T>(item: SettingType<T>, expects: string): SettingType<readonly T[]> => ({
  expects,
  read(text, reader) {
    const words = text.split(',').map((word) => word.trim());
    const items = words.filter(Boolean).map((word) => item.read(word, reader));
    return items.includes(undefined) ? undefined : (items as T[]);
  },
});

/** 32 bytes in base64: an AES-256 key. */
export const secretKey: SettingType<string> = {
  expects: '32 bytes in base64 (make one: `openssl rand -base64 32`)',
  read: (text) =>
    /^[A-Za-z0-9+/]{43}=$/.test(text) && Buffer.from(text, 'base64').length === 32
      ? text
      : undefined,
};

/** A URL as it may be printed: without user, password and query. */
export function urlWithoutCredentials(text: string): string {
  const url = new URL(text);
  url.username = '';
  url.password = '';
  url.search = '';
  url.hash = '';
  return url.href;
}
