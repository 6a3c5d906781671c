import { JsonSyntaxError, RawJson, stringifyJson, validateJson } from '@millwright/kernel';
import type { OutboundResponse } from '@millwright/net';
import { charsetOf, decodedText, isJsonType } from './content-type.ts';

/** The result of an answer, as exact JSON text: a JSON body keeps the digits and the order of its keys. */
export function httpResultOf({ status, headers, body }: OutboundResponse): string {
  return stringifyJson({
    status,
    headers: new Map(Object.entries(headers)),
    body: shownBody(body, headers['content-type']?.[0] ?? ''),
    body_base64: body.toString('base64'),
  });
}

function shownBody(bytes: Buffer, contentType: string): string | RawJson {
  const text = decodedText(bytes, charsetOf(contentType));
  if (text === '' || !isJsonType(contentType)) return text;
  try {
    validateJson(text);
    return new RawJson(text.trim());
  } catch (error) {
    if (!(error instanceof JsonSyntaxError)) throw error;
    return text;
  }
}
