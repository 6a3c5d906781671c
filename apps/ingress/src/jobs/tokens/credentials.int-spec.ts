import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { Received } from '../../testing/http-client.ts';
import { askJobs } from '../../testing/job-client.ts';
import { startTestIngress, type TestIngress } from '../../testing/test-ingress.ts';

let ingress: TestIngress;
let token: string;
let ownHost: string;
beforeAll(async () => {
  ingress = await startTestIngress();
  token = (await ingress.token()).text;
  ownHost = 'hooks.example';
});
afterAll(() => ingress.stop());

const get = (headers: Record<string, string>, query = ''): Promise<Received> =>
  askJobs(ingress.client, 'GET', `w/${ingress.slug}/users/whoami${query}`, {
    headers: { host: ownHost, ...headers },
  });
const outcome = ({ status, text }: Received): string =>
  status === 200 ? '200' : `${status} ${(JSON.parse(text) as { code: string }).code}`;

describe('a credential', () => {
  it('may stand in the header, the query or a cookie', async () => {
    const answers = [
      await get({ authorization: `Bearer ${token}` }),
      await get({}, `?token=${token}`),
      await get({ cookie: `theme=dark; token=${token}`, 'sec-fetch-site': 'same-origin' }),
    ];

    expect(answers.map(outcome)).toEqual(['200', '200', '200']);
  });

  it('is wanted, and a bad one is refused though a good one follows', async () => {
    const cookie = { cookie: `token=${token}`, 'sec-fetch-site': 'none' };
    const none = await get({});
    const answers = [
      await get({ authorization: 'Bearer junk' }, `?token=${token}`),
      await get({ authorization: 'Bearer' }, `?token=${token}`),
      await get(cookie, '?token=junk'),
      await get(cookie, '?token='),
      await get({ ...cookie, authorization: 'Bearer junk' }),
    ];

    expect([outcome(none), none.headers['www-authenticate']]).toEqual([
      '401 token_missing',
      'Bearer',
    ]);
    expect(answers.map(outcome)).toEqual(Array(5).fill('401 token_invalid'));
  });
});

describe('a request that only a cookie stands for', () => {
  it.each([
    [{ 'sec-fetch-site': 'cross-site' }, '403 cross_site'],
    [{ 'sec-fetch-site': 'same-site' }, '403 cross_site'],
    [{ 'sec-fetch-site': 'same-origin' }, '200'],
    [{ 'sec-fetch-site': 'none' }, '200'],
    [{ referer: 'https://evil.example/page' }, '403 cross_site'],
    [{ referer: 'https://hooks.example/page' }, '200'],
    [{ origin: 'https://evil.example', referer: 'https://hooks.example/' }, '403 cross_site'],
    [{ origin: 'https://hooks.example' }, '200'],
    [{}, '403 cross_site'],
  ])('with %j gets %s', async (headers, expected) => {
    const given = headers as Record<string, string>;

    expect(outcome(await get({ cookie: `token=${token}`, ...given }))).toBe(expected);
  });

  it('is refused on every verb, before anything is done', async () => {
    const answer = await askJobs(ingress.client, 'POST', 'users/tokens/create', {
      headers: { cookie: `token=${token}`, 'sec-fetch-site': 'cross-site' },
      json: {},
    });

    expect(outcome(answer)).toBe('403 cross_site');
  });

  it('is no such request when a Bearer token or a parameter stands beside it', async () => {
    const foreign = { cookie: `token=${token}`, 'sec-fetch-site': 'cross-site' };

    expect(outcome(await get({ ...foreign, authorization: `Bearer ${token}` }))).toBe('200');
    expect(outcome(await get(foreign, `?token=${token}`))).toBe('200');
    expect(outcome(await get(foreign, '?token=junk'))).toBe('401 token_invalid');
  });
});
