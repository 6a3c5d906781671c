import { equalsConstantTime, hmacOf, type Id, type SecretKeys } from '@millwright/kernel';

/** The run that a reference was made for: it is worth nothing in another. */
export interface ReferenceScope {
  workspaceId: Id;
  taskRunId: Id;
}

const REFERENCE = /^__millwright_secret:([a-z][a-z0-9_]{0,99}):([0-9a-f]{32})__$/;
const TAG_LENGTH = 32;

/**
 * What scripts get in place of secrets: `__millwright_secret:<key>:<tag>__`. The tag is an HMAC over Workspace, task run
 * and key, so that text from outside that looks like a reference stays text. Made with the current key; what an
 * earlier one made is still known.
 */
export class SecretReferences {
  private readonly keys: readonly Buffer[];

  constructor({ current, old }: SecretKeys) {
    const keys = current === undefined ? old : [current, ...old];
    // Not the key that seals: one derived from it, for this and nothing else.
    this.keys = keys.map((key) =>
      hmacOf('sha256', Buffer.from(key, 'base64'), ['references to secrets']),
    );
  }

  /** The reference to a secret; undefined where no key is configured, and so no secret can be kept either. */
  referenceTo(key: string, scope: ReferenceScope): string | undefined {
    const [current] = this.keys;
    return current && `__millwright_secret:${key}:${tagOf(current, key, scope)}__`;
  }

  /** The secret that a reference means in a run; undefined when it is just text there. */
  keyIn(reference: string, scope: ReferenceScope): string | undefined {
    const [, key, tag] = REFERENCE.exec(reference) ?? [];
    if (key === undefined || tag === undefined) return undefined;
    const isOurs = this.keys.some((ours) => equalsConstantTime(tag, tagOf(ours, key, scope)));
    return isOurs ? key : undefined;
  }
}

const tagOf = (ours: Buffer, key: string, { workspaceId, taskRunId }: ReferenceScope): string =>
  hmacOf('sha256', ours, [`${workspaceId}/${taskRunId}/${key}`])
    .toString('hex')
    .slice(0, TAG_LENGTH);
