import { KEPT_BODY_BYTES } from './seen-request.ts';

/** A body in JSON: as text where it is UTF-8, else in base64. */
export interface ShownBody {
  body: string | null;
  body_encoding: 'utf8' | 'base64' | null;
}

/** The first bytes of a body as they are shown; null: there is none to show. */
export function shownBodyOf(bytes: Buffer | null): ShownBody {
  if (bytes === null) return { body: null, body_encoding: null };
  const first = bytes.subarray(0, KEPT_BODY_BYTES);
  const text = textOf(first);
  return text === undefined
    ? { body: first.toString('base64'), body_encoding: 'base64' }
    : { body: text, body_encoding: 'utf8' };
}

/** Undefined: it is no text. A character that the cut went through is left out. */
function textOf(bytes: Buffer): string | undefined {
  const isCut = bytes.length === KEPT_BODY_BYTES;
  try {
    const decoder = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });
    return decoder.decode(bytes, { stream: isCut });
  } catch {
    return undefined;
  }
}
