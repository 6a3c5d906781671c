import { describe, expect, it } from '@jest/globals';
import { providers } from './index.ts';
import { providerCatalogue } from './provider-catalogue.ts';

describe('the catalogue of providers', () => {
  it('has every provider once, in order', () => {
    const ids = providerCatalogue().map(({ id }) => id);

    expect(ids).toEqual([...new Set(providers.map(({ id }) => id))].sort());
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
