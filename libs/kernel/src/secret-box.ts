import { createCipheriv, createDecipheriv, createHash, randomBytes } from 'node:crypto';
import { SecretBoxError } from './secret-box.errors.ts';

const FORMAT = 'v1';
const CIPHER = 'aes-256-gcm';
const IV_BYTES = 12;
const TAG_BYTES = 16;
const KEY_ID_LENGTH = 8;

/** AES-256 keys, 32 bytes in base64 each: one that seals, and earlier ones that only open. */
export interface SecretKeys {
  readonly current?: string;
  readonly old: readonly string[];
}

/**
 * Seals secrets for the database: `v1.<key id>.<base64url of iv, ciphertext and tag>`. What a secret belongs to (its
 * `context`, such as its row's id) is sealed in: a text moved to another row does not open there.
 */
export class SecretBox {
  private readonly current: Key | undefined;
  private readonly keys: ReadonlyMap<string, Key>;

  constructor({ current, old }: SecretKeys) {
    const opening = [...(current === undefined ? [] : [current]), ...old].map(keyOf);
    this.current = current === undefined ? undefined : opening[0];
    // The first of an id wins, as the current key does among equals.
    this.keys = new Map(opening.reverse().map((key) => [key.id, key]));
  }

  /** @throws SecretBoxError when no key is configured */
  seal(secret: string, context: string): string {
    const key = this.current;
    if (key === undefined) {
      throw new SecretBoxError('secret_key_missing', 'set MILLWRIGHT_SECRET_KEY to keep secrets');
    }
    const iv = randomBytes(IV_BYTES);
    const cipher = createCipheriv(CIPHER, key.bytes, iv).setAAD(Buffer.from(context));
    const sealed = Buffer.concat([iv, cipher.update(secret, 'utf8'), cipher.final()]);
    const text = Buffer.concat([sealed, cipher.getAuthTag()]).toString('base64url');
    return `${FORMAT}.${key.id}.${text}`;
  }

  /** Whether the key that seals now has sealed it. */
  isCurrent(sealed: string): boolean {
    return this.current !== undefined && sealed.startsWith(`${FORMAT}.${this.current.id}.`);
  }

  /** @throws SecretBoxError when no configured key opens it */
  open(sealed: string, context: string): string {
    const [format, keyId = '', text = ''] = sealed.split('.');
    const key = format === FORMAT ? this.keys.get(keyId) : undefined;
    if (key === undefined) {
      throw unreadable('it was sealed with a key that is not configured (any more)');
    }
    const bytes = Buffer.from(text, 'base64url');
    if (bytes.length < IV_BYTES + TAG_BYTES) throw unreadable('it is cut short');
    const tagAt = bytes.length - TAG_BYTES;
    try {
      const decipher = createDecipheriv(CIPHER, key.bytes, bytes.subarray(0, IV_BYTES), {
        authTagLength: TAG_BYTES,
      })
        .setAAD(Buffer.from(context))
        .setAuthTag(bytes.subarray(tagAt));
      const opened = [decipher.update(bytes.subarray(IV_BYTES, tagAt)), decipher.final()];
      return Buffer.concat(opened).toString('utf8');
    } catch (cause) {
      throw unreadable('it was changed, or belongs elsewhere', { cause });
    }
  }
}

interface Key {
  readonly id: string;
  readonly bytes: Buffer;
}

/** A key's id tells keys apart and gives nothing of them away. */
function keyOf(base64: string): Key {
  const bytes = Buffer.from(base64, 'base64');
  return { id: createHash('sha256').update(bytes).digest('hex').slice(0, KEY_ID_LENGTH), bytes };
}

const unreadable = (why: string, options?: ErrorOptions): SecretBoxError =>
  new SecretBoxError('secret_unreadable', `the secret cannot be opened: ${why}`, options);
