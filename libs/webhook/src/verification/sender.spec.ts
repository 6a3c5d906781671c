import { createHmac } from 'node:crypto';
import { describe, expect, it } from '@jest/globals';
import { providerNamed } from '../providers/index.ts';
import type { ReceivedRequest } from '../providers/webhook-provider.ts';
import { Sender } from './sender.ts';
import { verificationDefaults, type VerificationSettings } from './verification-settings.ts';

const NOW_MS = 1_700_000_000_000;
const secrets = [{ id: 'one', value: 'k', expiresAtMs: Infinity }];

const sender = (id: string, settings: Partial<VerificationSettings> = {}, open = secrets) =>
  new Sender(providerNamed(id)!, { ...verificationDefaults, ...settings }, open);

const request = (changes: Partial<ReceivedRequest> = {}): ReceivedRequest => ({
  method: 'POST',
  url: 'https://hooks.example/webhooks/1',
  headers: {},
  rawBody: Buffer.of(),
  ...changes,
});

describe('who sends to a webhook', () => {
  it('is asked for no secret that the owner wrote into the public URL', () => {
    const public_url =
      'https://out.example/x?hub.mode=subscribe&hub.verify_token=v&hub.challenge=c';
    const settings = { public_url, config: { verify_token: 'v' } };

    expect(sender('meta', settings).handshakeOf(request({ method: 'GET' }), NOW_MS, true)).toEqual({
      is: 'not_greeted',
      kind: 'subscribe',
      status: 403,
      reason: 'handshake_refused',
    });
  });

  it('greets nobody and lets nobody in by options that cannot be read', () => {
    const broken = sender('meta', { config: { verify_token: 7 } });
    const unchecked = sender('hmac', { mode: 'off', config: {} });

    expect(broken.handshakeOf(request({ method: 'GET' }), NOW_MS, true)).toMatchObject({
      is: 'not_greeted',
    });
    expect(broken.verdictOf(request(), NOW_MS)).toEqual({
      is: 'refused',
      reason: 'secret_missing',
    });
    expect(unchecked.verdictOf(request(), NOW_MS)).toEqual({ is: 'unverified' });
    expect(unchecked.isSigned(request())).toBe(false);
  });

  it('is not greeted by a method of no greeting', () => {
    const statusOf = (id: string, method: string) => {
      const handshake = sender(id).handshakeOf(request({ method }), NOW_MS, true);
      return handshake?.is === 'not_greeted' ? handshake.status : handshake?.answer.status;
    };

    expect(statusOf('intercom', 'HEAD')).toBe(200);
    expect(statusOf('dropbox', 'HEAD')).toBe(405);
    expect(statusOf('dropbox', 'GET')).toBe(403);
    expect(statusOf('dropbox', 'POST')).toBeUndefined();
    expect(statusOf('zendesk', 'GET')).toBeUndefined();
  });

  it('is fetched no key for where nobody can be let in', () => {
    const url = 'https://api.paypal.com/v1/notifications/certs/CERT-1';
    const headers = { 'paypal-cert-url': [url] };
    const keysFor = (open: typeof secrets) =>
      sender('paypal', {}, open).keysNeeded(request({ headers }), NOW_MS);

    expect(keysFor(secrets)).toEqual([url]);
    expect(keysFor([])).toEqual([]);
    expect(keysFor([{ ...secrets[0]!, expiresAtMs: NOW_MS }])).toEqual([]);
  });

  it('is known to have signed by any header of the provider', () => {
    const gitea = sender('gitea');

    expect(gitea.isSigned(request({ headers: { 'x-forgejo-signature': ['00'] } }))).toBe(true);
    expect(gitea.isSigned(request({ headers: { 'x-forgejo-signature': [' '] } }))).toBe(false);
    expect(gitea.isSigned(request({ headers: { 'x-hub-signature-256': ['00'] } }))).toBe(false);
  });

  it('greets with a signature by POST alone', () => {
    const rawBody = Buffer.from('{"challenge":"c","type":"url_verification"}');

    const slack = sender('slack');
    expect(slack.verifiedHandshakeOf(request({ rawBody }), NOW_MS)).toMatchObject({
      is: 'greeted',
    });
    expect(slack.verifiedHandshakeOf(request({ rawBody, method: 'PUT' }), NOW_MS)).toBeUndefined();
  });

  it('is told what it wants to hear', () => {
    const delivery = { headers: {}, body: undefined as never };

    expect(sender('github').successOf(delivery).status).toBe(204);
    expect(sender('xero').successOf(delivery).status).toBe(200);
  });

  it('may be judged by a time without bounds, as its owner says', () => {
    const sent = (tolerance_seconds: number | null) => {
      const rawBody = Buffer.from('{}');
      const v1 = createHmac('sha256', 'k').update('1600000000.{}').digest('hex');
      const headers = { 'stripe-signature': [`t=1600000000,v1=${v1}`] };
      return sender('stripe', { tolerance_seconds }).verdictOf(
        request({ headers, rawBody }),
        NOW_MS,
      );
    };

    expect(sent(null)).toEqual({ is: 'refused', reason: 'timestamp_out_of_range' });
    expect(sent(0)).toMatchObject({ is: 'accepted', signedAtMs: 1_600_000_000_000 });
  });
});
