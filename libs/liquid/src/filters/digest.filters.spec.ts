import { createHash } from 'node:crypto';
import { defaultRenderLimits } from '../limits/render-limits.ts';
import { printed, strictScope } from '../testing/index.ts';
import { BinaryString } from '../values/binary.ts';
import { sha256 } from './digest.filters.ts';

describe.each(['md5', 'sha1', 'sha256', 'sha512'])('%s', (algorithm) => {
  const hexOf = (bytes: string | Buffer): string =>
    createHash(algorithm).update(bytes).digest('hex');

  it('reads text as UTF-8', () => {
    expect(printed(`{{ "é😀" | ${algorithm} }}`)).toBe(hexOf('é😀'));
  });

  it('reads bytes as they are', () => {
    expect(printed(`{{ "AP+A" | base64_decode: force_utf8: false | ${algorithm} }}`)).toBe(
      hexOf(Buffer.from([0, 255, 128])),
    );
  });

  it('reads nil as the empty text and a number by its digits', () => {
    expect(printed(`{{ missing | ${algorithm} }}`)).toBe(hexOf(''));
    expect(printed(`{{ 1.0 | ${algorithm} }}`)).toBe(hexOf('1.0'));
  });
});

describe('bytes', () => {
  it('are paid for each time, so that the clock is looked at', () => {
    const scope = strictScope(defaultRenderLimits.memoryBytes);

    sha256.call(scope, new BinaryString(Buffer.alloc(1_000_000)));

    expect(scope.meter.paid).toBeGreaterThanOrEqual(1_000_000);
  });
});
