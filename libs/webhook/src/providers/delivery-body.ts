import { jsonValueAt, type JsonPath, type JsonValue } from '@millwright/kernel';
import type { RequestBody } from '../intake/request-body.ts';

/** A body as providers look into it, one value at a time: bodies are large, and one word of them is wanted. */
export class DeliveryBody {
  constructor(private readonly body: RequestBody) {}

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
