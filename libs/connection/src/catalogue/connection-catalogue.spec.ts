import { describe, expect, it } from '@jest/globals';
import { connectionTypes } from '../types/index.ts';
import { connectionCatalogue } from './connection-catalogue.ts';

const shown = (name: string) => connectionCatalogue().find(({ type }) => type === name)!;

describe('the catalogue of Connections', () => {
  it('has every type once, in the order of their names', () => {
    const types = connectionCatalogue().map(({ type }) => type);

    expect(types).toEqual(connectionTypes.map(({ name }) => name).sort());
    expect(new Set(types).size).toBe(types.length);
  });

  it('describes each field, and says which are secret, required, or have a default', () => {
    expect(shown('slack').fields).toEqual([
      {
        key: 'fields.token',
        label: 'The bot token, `xoxb-…`.',
        type: 'string',
        required: true,
        secret: true,
      },
      {
        key: 'fields.base_url',
        label: 'Default https://slack.com/api.',
        type: 'string',
        required: false,
        secret: false,
        default: 'https://slack.com/api',
      },
    ]);
    expect(shown('smtp').fields.find(({ key }) => key === 'fields.tls')).toMatchObject({
      type: 'string',
      options: ['starttls', 'implicit', 'none'],
      default: 'starttls',
    });
    expect(shown('smtp').fields.find(({ key }) => key === 'fields.port')?.type).toBe('integer');
  });

  it('describes every field of every type, and leaves no password to be shown', () => {
    for (const { type, fields } of connectionCatalogue()) {
      for (const { key, label, secret } of fields) {
        expect([type, key, label]).not.toEqual([type, key, key.slice('fields.'.length)]);
        const looksSecret = /secret|password|token$|private_key|service_account/.test(key);
        expect([type, key, secret || !looksSecret]).toEqual([type, key, true]);
      }
    }
  });

  it('has a JSON Schema of the fields', () => {
    expect(shown('http').fields_schema).toMatchObject({
      type: 'object',
      required: ['base_url'],
      additionalProperties: false,
    });
  });
});
