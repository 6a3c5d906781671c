import { describe, expect, it } from '@jest/globals';
import { providers } from './index.ts';
import { providerCatalogue } from './provider-catalogue.ts';

describe('the catalogue of providers', () => {
  it('has every provider once, in order', () => {
    const ids = providerCatalogue().map(({ id }) => id);

    expect(ids).toEqual([...new Set(providers.map(({ id }) => id))].sort());
  });

  const shown = (id: string) => providerCatalogue().find((one) => one.id === id)!;

  it('says how each is set up', () => {
    expect(shown('stripe')).toMatchObject({
      name: 'Stripe',
      documentation: 'https://docs.stripe.com/webhooks',
      methods: ['POST'],
      tolerance_seconds: 300,
      needs_public_url: false,
      signs_body: true,
      has_handshake: false,
      learns_secret: false,
      makes_secret: false,
    });
    expect(shown('asana')).toMatchObject({ has_handshake: true, learns_secret: true });
    expect(shown('asana').fields[0]).toMatchObject({ required: false });
    expect(shown('slack')).toMatchObject({ has_handshake: true, methods: ['POST'] });
    expect(shown('intercom').methods).toEqual(['HEAD', 'POST']);
    expect(shown('zendesk').methods).toEqual(['GET', 'POST', 'PUT', 'PATCH', 'DELETE']);
    expect(shown('hmac')).toMatchObject({ needs_public_url: true, documentation: null });
    expect(shown('twitter')).toMatchObject({ alias_of: 'x', methods: ['GET', 'POST'] });
  });

  it('has the documents of every sender, and a delivery to try it with', () => {
    for (const { documentation, sample } of providerCatalogue()) {
      if (documentation !== null) expect(documentation).toMatch(/^https:\/\/[a-z0-9.-]+\.[a-z]+/);
      expect(sample.body).not.toBe('');
    }
  });

  it('says of each how it is signed, and of those that greet how they are answered', () => {
    for (const { id, signature, handshake, has_handshake } of providerCatalogue()) {
      expect([id, signature]).toEqual([id, expect.stringMatching(/^\S.{3,}[^.]$/)]);
      expect([id, handshake !== null]).toEqual([id, has_handshake]);
    }
    expect(shown('docusign').signature_headers).toHaveLength(100);
    expect(shown('hmac').signature_headers).toEqual([]);
  });

  it('knows samples by the words of their senders', () => {
    expect(shown('github').sample).toMatchObject({
      event: 'issues.opened',
      delivery_id: '72d3162e-cc78-11e3-81ab-4c9367dc0958',
    });
    expect(shown('mandrill').sample).toMatchObject({ event: 'send', delivery_id: null });
    expect(shown('hmac').sample).toMatchObject({ event: null, delivery_id: null });
  });

  it('has a JSON Schema of the options', () => {
    expect(shown('meta').config_schema).toMatchObject({
      type: 'object',
      properties: { verify_token: { type: 'string' } },
      additionalProperties: false,
    });
  });

  it('marks an option that is a secret', () => {
    const field = shown('meta').fields.find(({ key }) => key.endsWith('verify_token'));

    expect(field).toMatchObject({ secret: true, required: false, type: 'string' });
  });

  it('says what forms are made of', () => {
    const fields = providerCatalogue().find(({ id }) => id === 'hmac')!.fields;

    expect(fields.slice(0, 3)).toEqual([
      {
        key: 'verification.secrets',
        label: 'Signing secret',
        type: 'array',
        required: true,
        secret: true,
      },
      {
        key: 'verification.config.header',
        label: "The signature's header.",
        type: 'string',
        required: true,
        secret: false,
      },
      {
        key: 'verification.config.algorithm',
        label: 'The hash under the HMAC.',
        type: 'string',
        required: false,
        secret: false,
        options: ['sha1', 'sha256', 'sha384', 'sha512'],
        default: 'sha256',
      },
    ]);
  });
});
