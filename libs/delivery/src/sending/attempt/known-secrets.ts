import { SecretTexts } from '@millwright/kernel';
import type { SendableEndpoint } from '../../endpoints/sendable-endpoint.ts';
import { MASK } from '../../request/index.ts';

/** Shorter values are parts of many words: they are no secrets, and masked they would spoil every text. */
const MIN_CHARACTERS = 4;

/** What an endpoint's requests hold that nobody is to read: a receiver may send it back in its answer. */
export class KnownSecrets {
  private readonly texts: SecretTexts;

  constructor(private readonly values: readonly string[]) {
    const long = values.filter((value) => value.length >= MIN_CHARACTERS);
    this.texts = new SecretTexts(long.map((value) => [value, MASK]));
  }

  and(value: string): KnownSecrets {
    return new KnownSecrets([...this.values, value]);
  }

  /** A text with `***` in their place; `isCut`: also of one at its end, as far as it is there. */
  masked(text: string, isCut = false): string {
    return isCut ? this.texts.replacedToCut(text, MIN_CHARACTERS) : this.texts.replaced(text);
  }
}

/** One for as long as an endpoint is kept as it is. */
const known = new WeakMap<SendableEndpoint, KnownSecrets>();

/** The secrets of an endpoint. */
export function knownSecretsOf(sendable: SendableEndpoint): KnownSecrets {
  const made = known.get(sendable) ?? new KnownSecrets(valuesOf(sendable));
  known.set(sendable, made);
  return made;
}

function valuesOf({ endpoint, secrets, keys }: SendableEndpoint): string[] {
  const { auth } = endpoint.settings;
  const given = secrets?.auth ?? null;
  const name = auth.type === 'basic' ? auth.username : '';
  return [
    ...Object.values(secrets?.headers ?? {}).flatMap(withCredentials),
    ...(given === null ? [] : [given, Buffer.from(`${name}:${given}`).toString('base64')]),
    ...[secrets?.client_key, ...keys.flatMap((key) => [key.secret, key.privateKey])].flatMap(
      (value) => value ?? [],
    ),
  ];
}

/** A value, and what stands behind a scheme in it, as in `Bearer <token>`. */
const withCredentials = (value: string): string[] => [
  value,
  ...(/^\S+ (\S+)$/.exec(value)?.slice(1) ?? []),
];
