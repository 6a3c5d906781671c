import { describe, expect, it } from '@jest/globals';
import { credentialOf } from '@millwright/access';
import fc from 'fast-check';
import { crossSiteProblemOf } from './cross-site.ts';

type Headers = Record<string, string[]>;

const HOST = 'hooks.example';
const CONSOLE = 'https://console.example:8443/';
const cookie = ['token=abcdefghijklmnopqrstuvwxyz012345'];

interface Circumstances {
  query?: string;
  isFromTrustedProxy?: boolean;
  /** Null: there is none. */
  consoleUrl?: string | null;
}

/** As the handler asks: the credential first, then whether its browser may send it. */
const outcome = (
  headers: Headers,
  { query = '', isFromTrustedProxy = false, consoleUrl = CONSOLE }: Circumstances = {},
): string => {
  const all = { host: [HOST], ...headers };
  const credential = credentialOf({ headers: all, query: new URLSearchParams(query) });
  if (credential === undefined) return 'token_missing';
  const problem = crossSiteProblemOf(
    credential.source,
    { headers: all, isFromTrustedProxy },
    consoleUrl ?? undefined,
  );
  return problem === undefined ? `by ${credential.source}` : `${problem.status} ${problem.code}`;
};

const REFUSED = '403 cross_site';

describe('a request by cookie alone', () => {
  it.each([
    ['cross-site', REFUSED],
    ['same-site', REFUSED],
    ['same-origin', 'by cookie'],
    ['none', 'by cookie'],
    ['', REFUSED],
    ['same-origin, same-origin', REFUSED],
  ])('with Sec-Fetch-Site "%s" is %s, whatever else it says', (site, expected) => {
    for (const origin of [`https://${HOST}`, 'https://evil.example']) {
      const headers = { cookie, 'sec-fetch-site': [site], origin: [origin], referer: [origin] };
      expect(outcome(headers)).toBe(expected);
    }
    expect(outcome({ cookie, 'sec-fetch-site': [site] })).toBe(expected);
  });

  it('with two answers of the browser is refused', () => {
    expect(outcome({ cookie, 'sec-fetch-site': ['same-origin', 'none'] })).toBe(REFUSED);
    expect(outcome({ cookie, 'sec-fetch-site': [] })).toBe(REFUSED);
  });

  it.each([
    [{}, REFUSED],
    [{ referer: ['https://evil.example/hooks.example'] }, REFUSED],
    [{ referer: [`https://${HOST}.evil.example/`] }, REFUSED],
    [{ referer: [`https://${HOST}@evil.example/`] }, REFUSED],
    [{ referer: [`https://evil.example/?https://${HOST}/`] }, REFUSED],
    [{ referer: [`https://${HOST}:8443/`] }, REFUSED],
    [{ referer: ['junk'] }, REFUSED],
    [{ referer: ['about:blank'] }, REFUSED],
    [{ referer: [`https://${HOST}/`, 'https://evil.example/'] }, REFUSED],
    [{ referer: [`https://${HOST}/tasks/1?x=y`] }, 'by cookie'],
    [{ referer: [`https://${HOST.toUpperCase()}`] }, 'by cookie'],
    [{ referer: ['https://console.example:8443/tasks'] }, 'by cookie'],
    [{ referer: ['https://console.example/tasks'] }, REFUSED],
    [{ origin: [`https://${HOST}`] }, 'by cookie'],
    [{ origin: [`http://${HOST}`] }, 'by cookie'],
    [{ origin: [`https://${HOST}:443`] }, 'by cookie'],
    [{ origin: ['https://console.example:8443'] }, 'by cookie'],
    [{ origin: ['https://evil.example'] }, REFUSED],
    [{ origin: ['null'] }, REFUSED],
    [{ origin: [''] }, REFUSED],
    [{ origin: [`https://${HOST}`, 'https://evil.example'] }, REFUSED],
    [{ origin: ['https://evil.example'], referer: [`https://${HOST}/`] }, REFUSED],
    [{ origin: ['null'], referer: [`https://${HOST}/`] }, REFUSED],
    [{ origin: [`https://${HOST}`], referer: ['https://evil.example/'] }, 'by cookie'],
  ])('from an old browser that says %j is %s', (headers, expected) => {
    expect(outcome({ cookie, ...(headers as Headers) })).toBe(expected);
  });

  it.each([
    ['hooks.example:80', 'http://hooks.example', 'by cookie'],
    ['hooks.example:443', 'https://hooks.example', 'by cookie'],
    ['hooks.example:80', 'https://hooks.example', REFUSED],
    ['localhost:8080', 'http://localhost:8080', 'by cookie'],
    ['localhost:8080', 'http://localhost:8081', REFUSED],
    ['[2001:DB8::1]:8080', 'http://[2001:db8::1]:8080', 'by cookie'],
    ['evil.example/hooks.example', 'https://evil.example', REFUSED],
    ['', 'https://', REFUSED],
  ])('to the host %s from %s is %s', (host, origin, expected) => {
    expect(outcome({ cookie, host: [host], origin: [origin] })).toBe(expected);
  });

  it('believes X-Forwarded-Host of a trusted proxy only', () => {
    const origin = ['https://outside.example'];
    const forwarded = (...hosts: string[]): Headers => ({
      ...{ cookie, origin },
      'x-forwarded-host': hosts,
    });

    for (const [hosts, expected] of [
      [['outside.example'], 'by cookie'],
      [['outside.example, proxy.internal'], 'by cookie'],
      [['proxy.internal, outside.example'], REFUSED],
      [['other.example', 'outside.example'], REFUSED],
      [['outside.example', 'other.example'], REFUSED],
    ] as const) {
      expect(outcome(forwarded(...hosts), { isFromTrustedProxy: true })).toBe(expected);
      expect(outcome(forwarded(...hosts))).toBe(REFUSED);
    }
  });

  it('comes from no console where none is known', () => {
    const origin = [new URL(CONSOLE).origin];

    expect(outcome({ cookie, origin }, { consoleUrl: null })).toBe(REFUSED);
    expect(outcome({ cookie, origin }, { consoleUrl: 'junk' })).toBe(REFUSED);
  });

  it('is refused from any other origin', () => {
    fc.assert(
      fc.property(fc.webUrl({ withQueryParameters: true, withFragments: true }), (url) => {
        fc.pre(new URL(url).hostname !== HOST);

        expect(outcome({ cookie, referer: [url] })).toBe(REFUSED);
        expect(outcome({ cookie, origin: [new URL(url).origin] })).toBe(REFUSED);
      }),
    );
  });

  it('is judged without fail whatever the headers hold', () => {
    const values = fc.array(fc.string({ unit: 'binary' }), { maxLength: 3 });
    const names = ['host', 'origin', 'referer', 'x-forwarded-host'];
    const headers = fc.record(Object.fromEntries(names.map((name) => [name, values])));
    fc.assert(
      fc.property(headers, fc.boolean(), (given, isFromTrustedProxy) => {
        const verdict = outcome({ cookie, ...given }, { isFromTrustedProxy });

        expect(['by cookie', REFUSED]).toContain(verdict);
      }),
    );
  });
});

describe('a request by a token that its sender knows', () => {
  const foreign = { 'sec-fetch-site': ['cross-site'], origin: ['https://evil.example'] };

  it('passes from anywhere, with a cookie beside it or without', () => {
    expect(outcome({ ...foreign, cookie, authorization: ['Bearer abc'] })).toBe('by header');
    expect(outcome({ ...foreign, authorization: ['Bearer abc'] })).toBe('by header');
    expect(outcome({ ...foreign }, { query: 'token=abc' })).toBe('by query');
  });

  it('stands or falls by that token: a junk parameter is not made good by a cookie', () => {
    expect(outcome({ ...foreign, cookie }, { query: 'token=junk' })).toBe('by query');
    expect(outcome({ ...foreign, cookie }, { query: 'token=' })).toBe('by query');
  });

  it('does not hide behind the credentials of a proxy', () => {
    expect(outcome({ ...foreign, cookie, authorization: ['Basic dTpw'] })).toBe(REFUSED);
  });
});
