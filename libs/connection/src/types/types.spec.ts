import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { connectionTypeNamed, connectionTypes, type ConnectionTypeName } from './index.ts';

const oauth = { client_id: 'me', client_secret: 's', refresh_token: 'r' };
const keyFile = JSON.stringify({ client_email: 'a@b', private_key: '-----BEGIN PRIVATE KEY-----' });
const mail = { host: 'mail.example', from: 'a@b.example' };
const dkim = { dkim_domain: 'b.example', dkim_selector: 's1', dkim_private_key: 'PEM' };
const notMailbox = 'from: must be an address as a@b, or Name <a@b>';
const api = { base_url: 'https://api.example' };

const read = (type: ConnectionTypeName, fields: object) =>
  connectionTypeNamed(type)!.fields.safeParse(fields);
const faults = (type: ConnectionTypeName, fields: object): string[] =>
  (read(type, fields).error?.issues ?? []).map(
    ({ path, message }) => `${path.join('.')}: ${message}`,
  );

describe('the fields of a Connection', () => {
  it.each<[ConnectionTypeName, object]>([
    ['airtable', { token: 'pat' }],
    ['airtable', oauth],
    ['airtable', { token: 'pat', ...oauth }],
    ['google', { service_account: keyFile }],
    ['google', oauth],
    ['http', api],
    ['http', { ...api, auth: 'header', header_name: 'X-Key', header_value: 'k' }],
    ['http', { ...api, auth: 'oauth2', token_url: 'https://a.example/token', ...oauthClient() }],
    ['smtp', mail],
    ['smtp', { ...mail, from: 'The Shop <shop@b.example>' }],
    ['postmark', { server_token: 't', from: '"Shop, Ltd." <shop@b.example>' }],
    ['smtp', { ...mail, user: 'me' }],
    ['smtp', { ...mail, user: 'me', password: 'p', ...dkim }],
    ['locksmith', {}],
  ])('of type %s may be %j', (type, fields) => {
    expect(faults(type, fields)).toEqual([]);
  });

  it.each<[ConnectionTypeName, object, string[]]>([
    [
      'airtable',
      {},
      ['token: is required where there is no client_id, client_secret, refresh_token'],
    ],
    [
      'airtable',
      { client_id: 'me', client_secret: 's' },
      ['refresh_token: is required beside client_id, client_secret'],
    ],
    ['google', { refresh_token: 'r' }, ['client_id', 'client_secret'].map(besideRefresh)],
    [
      'google',
      { service_account: 'the key' },
      [
        'service_account: is not the JSON key file of a service account, with client_email and private_key',
      ],
    ],
    ['http', { ...api, auth: 'bearer' }, ['token: is required for auth bearer']],
    ['http', { ...api, auth: 'basic', username: 'me' }, ['password: is required for auth basic']],
    ['smtp', { ...mail, from: 'Shop' }, [notMailbox]],
    ['smtp', { ...mail, from: 'Shop\nBcc: c@d <a@b.example>' }, [notMailbox]],
    ['postmark', { server_token: 't', from: 'Shop <shop>' }, [notMailbox]],
    ['smtp', { ...mail, password: 'p' }, ['user: is required beside password']],
    [
      'smtp',
      { ...mail, dkim_domain: 'b.example' },
      ['dkim_selector', 'dkim_private_key'].map(
        (name) => `${name}: is required beside dkim_domain`,
      ),
    ],
  ])('of type %s may not be %j', (type, fields, expected) => {
    expect(faults(type, fields)).toEqual(expected);
  });

  it('never has what was given for a secret in a fault', () => {
    fc.assert(
      fc.property(
        fc.constantFrom(...connectionTypes),
        fc.string({ minLength: 12, unit: 'grapheme-ascii' }),
        (type, text) => {
          const value = `q8${text}`;
          const fields = Object.fromEntries(
            Object.keys(type.fields.shape).map((name) => [name, value]),
          );

          expect(JSON.stringify(faults(type.name, fields))).not.toContain(value);
        },
      ),
    );
  });
});

function oauthClient(): object {
  return { client_id: 'me', client_secret: 's' };
}

function besideRefresh(name: string): string {
  return `${name}: is required beside refresh_token`;
}
