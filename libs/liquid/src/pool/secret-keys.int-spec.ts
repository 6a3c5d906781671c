import { createHmac } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { defaultRenderLimits } from '../limits/render-limits.ts';
import type { RenderHost } from '../render-request.ts';
import { LiquidPool } from './liquid-pool.ts';

const VALUE = 'the value';
const REF = `__millwright_secret:key:${'a'.repeat(32)}__`;
const signed = (key: string): string => createHmac('sha256', key).update('text').digest('hex');

describe('a reference to a secret as the key of a signature', () => {
  let pool: LiquidPool;
  let asked: string[];

  beforeAll(() => {
    pool = new LiquidPool({ threads: 1 });
  });
  afterAll(() => pool.close());

  const render = async (
    key: string,
    answer?: (reference: string) => Promise<string | undefined>,
  ) => {
    asked = [];
    const host: RenderHost = {
      cacheValue: () => Promise.resolve(undefined),
      cacheEntries: () => Promise.resolve([]),
      ...(answer && {
        secretValue: (reference) => {
          asked.push(reference);
          return answer(reference);
        },
      }),
    };
    const source = '{{ "text" | hmac_sha256: key }}{{ key | size }}';
    const context = JSON.stringify({ key });
    const outcome = await pool.renderText({ source, context, limits: defaultRenderLimits }, host);
    return outcome.ok ? outcome.text : outcome.error;
  };

  it('is opened there, alone or within a text, and nowhere else', async () => {
    const open = () => Promise.resolve(VALUE);

    expect(await render(REF, open)).toBe(`${signed(VALUE)}${REF.length}`);
    expect(await render(`v1:${REF}`, open)).toBe(`${signed(`v1:${VALUE}`)}${REF.length + 3}`);
    expect(asked).toEqual([REF]);
  });

  it('is text when it is another run’s, and where nobody is there to ask', async () => {
    expect(await render(REF, () => Promise.resolve(undefined))).toBe(`${signed(REF)}${REF.length}`);
    expect(await render(REF)).toBe(`${signed(REF)}${REF.length}`);
  });

  it('asks nobody about other text', async () => {
    expect(await render('plain', () => Promise.resolve(VALUE))).toBe(`${signed('plain')}5`);
    expect(asked).toEqual([]);
  });

  it('that cannot be opened now fails the run as a fault of ours', async () => {
    expect(
      await render(REF, () => Promise.reject(new Error('the database is away'))),
    ).toMatchObject({ code: 'internal', message: 'a secret cannot be read: the database is away' });
  });
});
