import type { ReceivedRequest } from '../providers/webhook-provider.ts';

const CONTROL = /[\u0000-\u001f\u007f]/;

/** A command for bash that sends the request. */
export function curlOf({ method, url, headers, rawBody }: ReceivedRequest): string {
  const lines = Object.entries(headers).flatMap(([name, values]) =>
    values.map((value) => `-H ${quoted(`${name}: ${value}`)}`),
  );
  const body = rawBody.length === 0 ? [] : [`--data-binary ${quoted(rawBody.toString())}`];
  return ['curl -i', `-X ${method}`, quoted(url), ...lines, ...body].join(' ');
}

/** As bash reads it back: `$'…'` where a control character is in it. */
function quoted(text: string): string {
  if (!CONTROL.test(text)) return `'${text.replaceAll("'", `'\\''`)}'`;
  const escaped = text
    .replaceAll(/[\\']/g, '\\$&')
    .replaceAll(
      new RegExp(CONTROL, 'g'),
      (character) => `\\x${character.charCodeAt(0).toString(16).padStart(2, '0')}`,
    );
  return `$'${escaped}'`;
}
