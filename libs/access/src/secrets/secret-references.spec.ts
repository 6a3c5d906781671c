import { randomBytes } from 'node:crypto';
import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { newId } from '@millwright/kernel';
import { SecretReferences } from './secret-references.ts';

const newKey = (): string => randomBytes(32).toString('base64');
const key = newKey();
const references = new SecretReferences({ current: key, old: [] });
const scope = { workspaceId: newId(), taskRunId: newId() };
const reference = references.referenceTo('api_key', scope)!;

describe('a reference to a secret', () => {
  it('names the secret in the run it was made for', () => {
    expect(reference).toMatch(/^__millwright_secret:api_key:[0-9a-f]{32}__$/);
    expect(references.keyIn(reference, scope)).toBe('api_key');
  });

  it('is text in another run, in another Workspace, and for another secret', () => {
    expect(references.keyIn(reference, { ...scope, taskRunId: newId() })).toBeUndefined();
    expect(references.keyIn(reference, { ...scope, workspaceId: newId() })).toBeUndefined();
    expect(references.keyIn(reference.replace('api_key', 'other'), scope)).toBeUndefined();
  });

  it('is text for who has another key, and still known when the key has become an old one', () => {
    const current = newKey();

    expect(new SecretReferences({ current, old: [] }).keyIn(reference, scope)).toBeUndefined();
    expect(new SecretReferences({ current, old: [key] }).keyIn(reference, scope)).toBe('api_key');
  });

  it('cannot be made for any text', () => {
    fc.assert(
      fc.property(fc.string(), fc.stringMatching(/^[0-9a-f]{32}$/), (text, tag) => {
        expect(references.keyIn(text, scope)).toBeUndefined();
        expect(references.keyIn(`__millwright_secret:api_key:${tag}__`, scope)).toBeUndefined();
      }),
    );
  });

  it('is not made without a key', () => {
    expect(new SecretReferences({ old: [] }).referenceTo('api_key', scope)).toBeUndefined();
  });
});
