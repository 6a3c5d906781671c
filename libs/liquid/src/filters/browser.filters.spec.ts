import fc from 'fast-check';
import { printed, renderTextInThisThread } from '../testing/index.ts';

const IPHONE =
  'Mozilla/5.0 (iPhone; CPU iPhone OS 17_1 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/17.1.2 Mobile/15E148 Safari/604.1';
const PIXEL =
  'Mozilla/5.0 (Linux; Android 13; Pixel 7) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/119.0.6045.163 Mobile Safari/537.36';

const shown = (expression: string, ua: string): string =>
  printed(`{% assign b = ua | browser %}{{ ${expression} }}`, { ua });

describe('a browser', () => {
  it.each([
    ['b', IPHONE, 'Mobile Safari 17.1.2'],
    ['b.name', IPHONE, 'Mobile Safari'],
    ['b.version', IPHONE, '17.1.2'],
    ['b.version.minor', IPHONE, '1'],
    ['b.os', IPHONE, 'iOS 17.1'],
    ['b.os.version', IPHONE, '17.1'],
    ['b.os.version.major', IPHONE, '17'],
    ['b.device', IPHONE, 'iPhone'],
    ['b.device.brand', IPHONE, 'Apple'],
    ['b', PIXEL, 'Chrome Mobile 119.0.6045'],
    ['b.os', PIXEL, 'Android 13'],
    ['b.device.name', PIXEL, 'Pixel 7'],
    ['b.device.brand', PIXEL, 'Google'],
    ['b.device.model', PIXEL, 'Pixel 7'],
  ])('has %s', (expression, ua, text) => {
    expect(shown(expression, ua)).toBe(text);
  });

  it('that nobody knows is Other, without versions', () => {
    for (const ua of ['', 'no browser at all']) {
      expect(shown('b', ua)).toBe('Other');
      expect(shown('b.version | json', ua)).toBe('null');
      expect(shown('b.version.major | json', ua)).toBe('null');
      expect(shown('b.os', ua)).toBe('Other');
      expect(shown('b.os.version | json', ua)).toBe('null');
      expect(shown('b.device.name', ua)).toBe('Other');
      expect(shown('b.device.brand | json', ua)).toBe('null');
    }
    expect(printed('{{ missing | browser }}')).toBe('Other');
  });

  it('is written as JSON like its text, and goes into one', () => {
    expect(shown('b | json', IPHONE)).toBe('"Mobile Safari 17.1.2"');
    expect(shown('b.os | append: "!"', IPHONE)).toBe('iOS 17.1!');
  });

  it('has no attributes but its own', () => {
    expect(shown('b.constructor', IPHONE) + shown('b.os.__proto__', IPHONE)).toBe('');
  });

  it('is found out in bounded time, whatever stands in the text', () => {
    const parts = [
      'Mozilla/5.0 ',
      '(',
      ';',
      ' ',
      'Android',
      'a',
      'Build/',
      '1.',
      '_',
      'Opera',
      ')',
    ];
    fc.assert(
      fc.property(fc.constantFrom(...parts), fc.constantFrom(...parts), (one, other) => {
        const outcome = renderTextInThisThread(
          '{% assign b = ua | browser %}{{ b.os }}{{ b.device }}',
          { context: { ua: one + other.repeat(50_000) }, limits: { timeMs: 10_000 } },
        );

        expect(outcome).toMatchObject({ ok: true });
      }),
      { numRuns: 60 },
    );
  });
});
