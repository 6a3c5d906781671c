import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { JobProblem } from '../job-problem.ts';
import { tokenPageOf } from './token-page.ts';
import { labelIn, scopesIn, tokenRequestOf } from './token-request.ts';

const refusalOf = (read: () => unknown): JobProblem | undefined => {
  try {
    read();
    return undefined;
  } catch (error) {
    if (error instanceof JobProblem) return error;
    throw error;
  }
};

describe('a token that is asked for', () => {
  it('has all rights of its maker and no end when nothing is said', () => {
    const plain = { label: null, expiration: null, scopes: [], workspace: null, readOnly: false };

    expect(tokenRequestOf(undefined)).toEqual(plain);
    expect(tokenRequestOf({})).toEqual(plain);
    expect(
      tokenRequestOf({ label: null, expiration: null, scopes: null, workspace_id: null }),
    ).toEqual(plain);
  });

  it('is what its body says', () => {
    expect(
      tokenRequestOf({
        label: ' ci ',
        expiration: '2030-01-01T00:00:00+01:00',
        scopes: ['jobs:run:scripts:f/a/b'],
        workspace_id: 'main',
        read_only: true,
      }),
    ).toEqual({
      label: 'ci',
      expiration: new Date('2029-12-31T23:00:00Z'),
      scopes: ['jobs:run:scripts:f/a/b'],
      workspace: 'main',
      readOnly: true,
    });
  });

  it('is refused with the member that does not fit', () => {
    const refused = refusalOf(() => tokenRequestOf({ expiration: 'tomorrow' }));
    const scope = refusalOf(() => tokenRequestOf({ scopes: ['jobs:read', 'jobs:paint'] }));

    expect([refused?.code, refused?.detail]).toEqual([
      'invalid_body',
      expect.stringMatching(/^expiration: /),
    ]);
    expect([scope?.code, scope?.detail]).toEqual([
      'scope_invalid',
      '"jobs:paint" is not a known scope',
    ]);
  });

  it('is read or refused with a 400, for any body', () => {
    const readers = [tokenRequestOf, labelIn, scopesIn];
    const member = fc.constantFrom('label', 'expiration', 'scopes', 'workspace_id', 'read_only');

    fc.assert(
      fc.property(
        fc.oneof(fc.jsonValue(), fc.dictionary(member, fc.jsonValue())),
        fc.constantFrom(...readers),
        (body, read) => {
          expect(refusalOf(() => read(body))?.status ?? 400).toBe(400);
        },
      ),
    );
  });
});

describe('the part of a list that is asked for', () => {
  it.each([
    ['', { limit: 30, offset: 0 }],
    ['page=3', { limit: 30, offset: 60 }],
    ['per_page=1000&page=2', { limit: 100, offset: 100 }],
    ['per_page=7', { limit: 7, offset: 0 }],
  ])('by "%s" is %j', (query, part) => {
    expect(tokenPageOf(new URLSearchParams(query))).toEqual(part);
  });

  it('is positive or refused, for any text', () => {
    fc.assert(
      fc.property(fc.string(), fc.constantFrom('page', 'per_page'), (text, name) => {
        let part: { limit: number; offset: number } | undefined;
        const refused = refusalOf(() => (part = tokenPageOf(new URLSearchParams([[name, text]]))));

        if (refused === undefined) {
          expect(part!.limit).toBeGreaterThan(0);
          expect(part!.offset).toBeGreaterThanOrEqual(0);
        } else expect(refused.code).toBe('invalid_query');
      }),
    );
  });
});
