import type { ServedFile } from '@millwright/storage';

/**
 * Of every answer below `/files`. What is behind an address is a stranger's: it is never shown as a page, nor run, nor
 * taken for anything else than it says it is; and an address that is a secret goes nowhere as a referrer.
 */
export const guardingHeaders: Readonly<Record<string, string>> = {
  'cache-control': 'private, no-cache',
  'content-security-policy': "default-src 'none'; sandbox",
  'cross-origin-resource-policy': 'cross-origin',
  'referrer-policy': 'no-referrer',
  'x-content-type-options': 'nosniff',
};

/** The entity tag of a file: its bytes never change. */
export const etagOf = ({ id }: ServedFile): string => `"${id}"`;

/** Of the answer that has a file. */
export const fileHeadersOf = (file: ServedFile): Record<string, string> => ({
  etag: etagOf(file),
  'content-type': file.mimeType,
  'content-length': String(file.sizeBytes),
  'content-disposition': dispositionOf(file.name),
  'accept-ranges': 'none',
});

/** `attachment` with a name (RFC 6266): in ASCII for old clients, in UTF-8 (RFC 8187) for all others. */
export function dispositionOf(name: string): string {
  const ascii = name.replace(/[^\x20-\x7e]|["\\%]/gu, '_');
  const encoded = encodeURIComponent(name).replace(
    /['()*]/g,
    (character) => `%${character.charCodeAt(0).toString(16).toUpperCase()}`,
  );
  return `attachment; filename="${ascii}"; filename*=UTF-8''${encoded}`;
}
