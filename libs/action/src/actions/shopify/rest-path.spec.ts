import fc from 'fast-check';
import { restPathIn } from './rest-path.ts';

describe('a path of the REST Admin API', () => {
  it('leads, for any text, to nothing but the API of the very shop', () => {
    const letters = fc.constantFrom(...'/\\.?#%@: admin0_2eapi&=\t\n');
    const path = fc.array(letters).map((parts) => `/admin/${parts.join('')}`);
    fc.assert(
      fc.property(fc.oneof(path, fc.string(), fc.webUrl(), fc.webPath()), (text) => {
        const read = restPathIn(text);
        if (read === undefined) return;
        const whole = read.replace('{version}', '2026-10');
        const url = new URL(`https://shop.example${whole}`);
        expect(url.origin).toBe('https://shop.example');
        expect(url.hash).toBe('');
        expect(url.pathname).toBe(whole.split('?', 1)[0]);
        expect(url.pathname).toMatch(/^\/admin\/(?:api\/[\w-]+|oauth)\/.*\.json$/);
      }),
      { numRuns: 2_000 },
    );
  });
});
