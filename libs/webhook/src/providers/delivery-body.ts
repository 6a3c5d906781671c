import { jsonMembersOf, jsonValueAt, type JsonPath, type JsonValue } from '@millwright/kernel';
import type { RequestBody } from '../intake/request-body.ts';

const EMPTY_ARRAY = /^\[[ \t\n\r]*\]$/;

/** A body as providers look into it, one value at a time: bodies are large, and one word of them is wanted. */
export class DeliveryBody {
  constructor(private readonly body: RequestBody) {}

  /** Whether it is a JSON object. */
  get isObject(): boolean {
    return this.body.kind === 'json' && this.body.isObject;
  }

  /** The names of its own members, in order; none where it is no object. */
  names(): readonly string[] {
    switch (this.body.kind) {
      case 'json':
        return [...(jsonMembersOf(this.body.json.text)?.keys() ?? [])];
      case 'hash':
        return [...this.body.hash.keys()];
      case 'text':
      case 'none':
        return [];
    }
  }

  /** The JSON at a path, as it was written; undefined when there is none. */
  jsonAt(...path: JsonPath): string | undefined {
    return this.body.kind === 'json' ? jsonValueAt(this.body.json, path)?.text : undefined;
  }

  /** Whether there is an empty array at a path. */
  isEmptyArrayAt(...path: JsonPath): boolean {
    return EMPTY_ARRAY.test(this.jsonAt(...path) ?? '');
  }

  /** The text at a path; undefined when there is none, or a value of another kind. */
  textAt(...path: JsonPath): string | undefined {
    const isText = this.body.kind !== 'json' || this.jsonAt(...path)?.startsWith('"');
    return isText ? this.at(...path) : undefined;
  }

  /** The text, number or boolean at a path, as text; undefined when there is none. */
  at(...path: JsonPath): string | undefined {
    switch (this.body.kind) {
      case 'json':
        return wordOf(jsonValueAt(this.body.json, path)?.text);
      case 'hash':
        return textIn(this.body.hash, path);
      case 'text':
      case 'none':
        return undefined;
    }
  }
}

function wordOf(json: string | undefined): string | undefined {
  if (json === undefined || json === 'null' || json.startsWith('{') || json.startsWith('[')) {
    return undefined;
  }
  return json.startsWith('"') ? (JSON.parse(json) as string) : json;
}

/** Forms hold texts, hashes and arrays. */
function textIn(value: JsonValue, path: JsonPath): string | undefined {
  let found: JsonValue | undefined = value;
  for (const step of path) {
    if (found instanceof Map) found = found.get(String(step));
    else if (Array.isArray(found) && typeof step === 'number') found = found[step];
    else return undefined;
  }
  return typeof found === 'string' ? found : undefined;
}
