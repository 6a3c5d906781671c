import { describe, expect, it } from '@jest/globals';
import { readFileSync } from 'node:fs';
import { draftChanged, draftNew, type EndpointDraft } from './draft-endpoint.ts';
import { usualRules } from './endpoint-rules.ts';
import { noSecrets } from './endpoint-secrets.ts';
import type { EndpointSecrets } from './endpoint-settings.ts';
import { endpointCreateSchema, endpointPatchSchema } from './endpoint.schema.ts';
import type { SendableEndpoint } from './sendable-endpoint.ts';

const pem = JSON.parse(
  readFileSync(new URL('./__fixtures__/client-certificate.json', import.meta.url), 'utf8'),
) as { certificate: string; private_key: string; other_private_key: string };
const { certificate, private_key } = pem;
const basics = { name: 'Shop', url: 'https://receiver.example/', topics: ['user/**'] };

/** An endpoint as it is kept. */
function kept(fields: object): SendableEndpoint {
  const draft = draftNew(endpointCreateSchema.parse({ ...basics, ...fields }), usualRules);
  if (Array.isArray(draft)) throw new Error(JSON.stringify(draft));
  const { columns, secrets = noSecrets } = draft;
  return { endpoint: columns, secrets, keys: [] } as unknown as SendableEndpoint;
}
const change = (before: SendableEndpoint, fields: object) =>
  draftChanged(before, endpointPatchSchema.parse(fields), usualRules);
const secretsAfter = (before: SendableEndpoint, fields: object): EndpointSecrets | undefined =>
  (change(before, fields) as EndpointDraft).secrets;
const faultsOf = (before: SendableEndpoint, fields: object): string[] =>
  (change(before, fields) as { path: string }[]).map(({ path }) => path);

describe('the secrets of an endpoint', () => {
  it('stay as they lie sealed where a change is about something else', () => {
    expect(secretsAfter(kept({ headers: { 'X-A': '1' } }), { name: 'Renamed' })).toBeUndefined();
  });

  it('in headers are replaced as a whole, less the values that are given back masked', () => {
    const before = kept({ headers: { 'X-A': 'one', 'X-B': 'two' } });

    const draft = change(before, { headers: { 'x-a': '***', 'X-C': 'three' } }) as EndpointDraft;

    expect(draft.secrets!.headers).toEqual({ 'x-a': 'one', 'X-C': 'three' });
    expect(draft.columns.settings.header_names).toEqual(['x-a', 'X-C']);
    expect(faultsOf(before, { headers: { 'X-C': '***' } })).toEqual(['headers.X-C']);
  });

  it('of auth stay with their type, and go with it', () => {
    const before = kept({ auth: { type: 'basic', username: 'u', password: 'p' } });

    expect(secretsAfter(before, { auth: { type: 'basic', username: 'v' } })!.auth).toBe('p');
    expect(faultsOf(before, { auth: { type: 'bearer' } })).toEqual(['auth.token']);
    expect(secretsAfter(before, { auth: { type: 'bearer', token: 't' } })!.auth).toBe('t');
    expect(secretsAfter(before, { auth: { type: 'none' } })!.auth).toBeNull();
    expect((change(before, { name: 'x' }) as EndpointDraft).columns.settings.auth).toEqual({
      type: 'basic',
      username: 'u',
    });
  });

  it('of OAuth are the client secret alone', () => {
    const auth = {
      type: 'oauth2',
      token_url: 'https://id.example/t',
      client_id: 'c',
      scope: 'a b',
    };

    const { endpoint, secrets } = kept({ auth: { ...auth, client_secret: 's' } });

    expect(endpoint.settings.auth).toEqual(auth);
    expect(secrets!.auth).toBe('s');
  });

  it('of a client certificate must belong to it', () => {
    const before = kept({ client_certificate: { certificate, private_key } });

    expect(before.endpoint.settings.client_certificate).toBe(certificate);
    expect(before.secrets!.client_key).toBe(private_key);
    expect(secretsAfter(before, { client_certificate: { certificate } })!.client_key).toBe(
      private_key,
    );
    const other = { client_certificate: { certificate, private_key: pem.other_private_key } };
    expect(faultsOf(before, other)).toEqual(['client_certificate.private_key']);
    const swapped = { client_certificate: { certificate: private_key, private_key } };
    expect(faultsOf(before, swapped)).toEqual(['client_certificate.certificate']);
    expect(faultsOf(kept({}), { client_certificate: { certificate } })).toEqual([
      'client_certificate.private_key',
    ]);
    expect(secretsAfter(before, { client_certificate: null })!.client_key).toBeNull();
  });

  it('that no key opens are only replaced all together', () => {
    const before = { ...kept({ headers: { 'X-A': '1' } }), secrets: null };
    const all = { headers: { 'X-A': '2' }, auth: { type: 'none' }, client_certificate: null };

    expect(secretsAfter(before, { name: 'Renamed' })).toBeUndefined();
    expect(faultsOf(before, { headers: { 'X-A': '2' } })).toEqual(['headers']);
    expect(secretsAfter(before, all)).toEqual({ ...noSecrets, headers: { 'X-A': '2' } });
  });
});

describe('a change of an endpoint', () => {
  it('judges the URL only where one is given', () => {
    const before = kept({});
    before.endpoint.url = 'http://127.0.0.1/';

    expect(change(before, { name: 'Renamed' })).toHaveProperty('columns');
    expect(faultsOf(before, { url: 'http://127.0.0.1/' })).toEqual(['url']);
  });

  it('judges fields together with those that stay', () => {
    const keyed = kept({ ordering: 'fifo', ordering_key: 'data.id' });
    const origin = kept({ format: 'cloudevents', verify_origin: true });

    expect(faultsOf(keyed, { mode: 'batched' })).toEqual(['ordering_key']);
    expect(change(keyed, { mode: 'batched', ordering_key: null })).toHaveProperty('columns');
    expect(faultsOf(origin, { format: 'mautic' })).toContain('verify_origin');
    expect(faultsOf(kept({}), { connect_timeout_s: 16 })).toEqual(['connect_timeout_s']);
  });
});
