import { parseJson, stringifyJson, type JsonValue } from '@millwright/kernel';
import { emptyMail } from './inbound-mail.ts';
import { UnreadableMail } from './unreadable-mail.ts';

/**
 * A mail as Postmark sends it, with every key in snake_case and every value as it came; what is missing is empty.
 * @throws UnreadableMail, JsonSyntaxError
 * @see Postmark Developer Docs, "Inbound webhook"
 */
export function postmarkMailOf(text: string): string {
  const mail = inSnakeCase(parseJson(text));
  if (!(mail instanceof Map) || typeof mail.get('from') !== 'string') {
    throw new UnreadableMail('it is JSON, but no mail: an object with From is expected');
  }
  return stringifyJson(new Map<string, unknown>([...Object.entries(emptyMail()), ...mail]));
}

/** `HtmlBody` → `html_body`, `MessageID` → `message_id`, at every depth. */
function inSnakeCase(value: JsonValue): JsonValue {
  if (Array.isArray(value)) return value.map(inSnakeCase);
  if (!(value instanceof Map)) return value;
  return new Map([...value].map(([key, member]) => [snakeCaseOf(key), inSnakeCase(member)]));
}

const snakeCaseOf = (key: string): string =>
  key
    .replace(/([a-z0-9])([A-Z])/g, '$1_$2')
    .replace(/([A-Z])([A-Z][a-z])/g, '$1_$2')
    .toLowerCase();
