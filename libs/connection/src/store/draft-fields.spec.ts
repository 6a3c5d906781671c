import { describe, expect, it } from '@jest/globals';
import { connectionTypeNamed } from '../types/index.ts';
import { draftFields } from './draft-fields.ts';

const slack = connectionTypeNamed('slack')!;
const smtp = connectionTypeNamed('smtp')!;
const mail = { host: 'mail.example', from: 'a@b.example' };

describe('the fields of a Connection on their way to the database', () => {
  it('are parted into what may be shown and what is sealed, without what has its default', () => {
    expect(draftFields(slack, {}, { token: 'xoxb' })).toEqual({
      settings: {},
      secrets: { token: 'xoxb' },
    });
    expect(draftFields(slack, {}, { token: 'xoxb', base_url: 'http://127.0.0.1:1/api/' })).toEqual({
      settings: { base_url: 'http://127.0.0.1:1/api' },
      secrets: { token: 'xoxb' },
    });
  });

  it('stay when they are left out of a change, and go when they are null', () => {
    const present = { ...mail, user: 'me', password: 'p', port: 25 };

    expect(draftFields(smtp, present, { host: 'mx.example' })).toEqual({
      settings: { host: 'mx.example', from: mail.from, user: 'me', port: 25 },
      secrets: { password: 'p' },
    });
    expect(draftFields(smtp, present, { user: null, password: null, port: null })).toEqual({
      settings: mail,
      secrets: {},
    });
  });

  it('are refused by their paths, all of them together', () => {
    expect(draftFields(slack, {}, { token: '', base_url: 'ftp://x', toke: 1 })).toEqual([
      { path: 'fields.token', message: 'must not be empty' },
      { path: 'fields.base_url', message: expect.stringContaining('http') },
      { path: 'fields.toke', message: 'is not known here' },
    ]);
    expect(draftFields(slack, { token: 'xoxb' }, { token: null })).toEqual([
      { path: 'fields.token', message: expect.any(String) },
    ]);
  });
});
