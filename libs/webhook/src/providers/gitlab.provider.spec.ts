import { describe, expect, it } from '@jest/globals';
import { Webhook } from 'standardwebhooks';
import { wordOf } from '../testing/arrival.ts';
import { gitlab } from './gitlab.provider.ts';

const NOW = 1_700_000_000;
const body = '{"object_kind":"push"}';
const token = 'gl-token-1';
const signingToken = `whsec_${Buffer.from('k'.repeat(32)).toString('base64')}`;
const signed = {
  'webhook-id': 'a1',
  'webhook-timestamp': String(NOW),
  'webhook-signature': new Webhook(signingToken).sign('a1', new Date(NOW * 1_000), body),
};

describe('a webhook of GitLab with a signing token', () => {
  const secrets = [token, signingToken];

  it('takes what is signed with it', () => {
    expect(wordOf(gitlab, { secrets, body, headers: signed })).toBe('accepted');
    expect(wordOf(gitlab, { secrets, body, headers: { ...signed, 'idempotency-key': 'a1' } })).toBe(
      'accepted',
    );
  });

  it('refuses another body', () => {
    for (const other of [`${body} `, '', body.replace('push', 'tusk')]) {
      expect(wordOf(gitlab, { secrets, body: other, headers: signed })).toBe('signature_mismatch');
    }
  });

  it('takes the plain token no more', () => {
    expect(wordOf(gitlab, { secrets, body, headers: { 'x-gitlab-token': token } })).toBe(
      'signature_missing',
    );
    expect(
      wordOf(gitlab, {
        secrets: [signingToken],
        body,
        headers: { 'x-gitlab-token': signingToken },
      }),
    ).toBe('signature_missing');
  });

  it('takes no other id than the signed one, so that nothing comes twice', () => {
    const headers = { ...signed, 'idempotency-key': 'a2' };

    expect(wordOf(gitlab, { secrets, body, headers })).toBe('signature_mismatch');
  });
});

it('GitLab has no signing token that cannot be its key', () => {
  expect(gitlab.keyOf('whsec_?')).toBeUndefined();
  expect(gitlab.keyOf('')).toBeUndefined();
  expect(gitlab.keyOf(gitlab.newSecret())).toBeDefined();
});
