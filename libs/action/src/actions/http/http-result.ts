import { JsonSyntaxError, RawJson, stringifyJson, validateJson } from '@millwright/kernel';
import type { OutboundResponse } from '@millwright/net';
import { charsetOf, decodedText, isJsonType } from './content-type.ts';

/** The result of an answer, as exact JSON text: a JSON body keeps the digits and the order of its keys. */
export function httpResultOf(answer: OutboundResponse): string {
  const { status, headers, body } = answer;
  return stringifyJson({
    status,
    headers: new Map(Object.entries(headers)),
    body: shownBody(answer),
    body_base64: body.toString('base64'),
  });
}

/** The body of an answer as results have it: JSON where its content type says so and it is, else text. */
export function shownBody({
  headers,
  body,
}: Pick<OutboundResponse, 'headers' | 'body'>): string | RawJson {
  const contentType = headers['content-type']?.[0] ?? '';
  const text = decodedText(body, charsetOf(contentType));
  if (text === '' || !isJsonType(contentType)) return text;
  try {
    validateJson(text);
    return new RawJson(text.trim());
  } catch (error) {
    if (!(error instanceof JsonSyntaxError)) throw error;
    return text;
  }
}
