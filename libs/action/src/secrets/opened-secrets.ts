import type { JsonValue } from '@millwright/kernel';
import { ActionError } from '../action.errors.ts';
import { REFERENCES, type SecretSource } from './secret-source.ts';

/** The secrets that one action run has opened, by their references. */
export class OpenedSecrets {
  private readonly values = new Map<string, string>();
  /** Key and value of each secret that was opened. */
  readonly secrets = new Map<string, string>();

  /**
   * Options with the references in some members replaced by what they stand for. Elsewhere they stay.
   * @throws ActionError secret_missing
   */
  async resolved(
    options: JsonValue,
    members: readonly string[],
    source: SecretSource,
  ): Promise<JsonValue> {
    if (!(options instanceof Map)) return options;
    const resolved = new Map(options);
    for (const name of members) {
      const value = options.get(name);
      if (value === undefined) continue;
      for (const reference of referencesIn(value)) await this.open(reference, source);
      resolved.set(name, this.filledIn(value));
    }
    return resolved;
  }

  private async open(reference: string, source: SecretSource): Promise<void> {
    if (this.values.has(reference)) return;
    const found = await source.open(reference);
    if (found.is === 'text') return;
    if (found.is === 'missing') {
      throw new ActionError(
        'secret_missing',
        `the secret "${found.key}" was deleted after the task ran; make it again and retry this action`,
      );
    }
    this.values.set(reference, found.value);
    this.secrets.set(found.key, found.value);
  }

  private filledIn(value: JsonValue): JsonValue {
    if (typeof value === 'string') return this.textOf(value);
    if (Array.isArray(value)) return value.map((item) => this.filledIn(item));
    if (!(value instanceof Map)) return value;
    return new Map([...value].map(([key, member]) => [this.textOf(key), this.filledIn(member)]));
  }

  private textOf(text: string): string {
    return text.replaceAll(REFERENCES, (reference) => this.values.get(reference) ?? reference);
  }
}

function referencesIn(value: JsonValue): Set<string> {
  const found = new Set<string>();
  const look = (part: JsonValue): void => {
    if (typeof part === 'string') for (const [text] of part.matchAll(REFERENCES)) found.add(text);
    else if (Array.isArray(part)) part.forEach(look);
    else if (part instanceof Map) [...part].flat().forEach(look);
  };
  look(value);
  return found;
}
