import { generateKeyPairSync, sign } from 'node:crypto';
import { describe, expect, it } from '@jest/globals';
import { verifyKey } from 'discord-interactions';
import { outcomeOf, wordOf } from '../testing/arrival.ts';
import { deliveryOf } from '../testing/delivery-of.ts';
import { discord } from './discord.provider.ts';

const NOW = '1700000000';
const { publicKey, privateKey } = generateKeyPairSync('ed25519');
const key = publicKey.export({ type: 'spki', format: 'der' }).subarray(-32).toString('hex');
const signed = (body: string) => {
  const signature = sign(null, Buffer.from(NOW + body), privateKey).toString('hex');
  const headers = { 'x-signature-ed25519': signature, 'x-signature-timestamp': NOW };
  return { secrets: [key], body, headers };
};

describe('a request of Discord', () => {
  it('is good where its own package finds it good', async () => {
    const { body, headers } = signed('{"type":2,"id":"1"}');
    const signature = headers['x-signature-ed25519'];

    expect(await verifyKey(body, signature, NOW, key)).toBe(true);
    expect(wordOf(discord, signed(body))).toBe('accepted');
    expect(await verifyKey(`${body} `, signature, NOW, key)).toBe(false);
    expect(wordOf(discord, { ...signed(body), body: `${body} ` })).toBe('signature_mismatch');
  });

  it('is a ping where it says so', () => {
    expect(outcomeOf(discord, signed('{"type":1}'))).toMatchObject({
      answer: { status: 200, body: '{"type":1}' },
    });
    expect(outcomeOf(discord, signed('{"type":0,"version":1}'))).toMatchObject({
      answer: { status: 204, headers: { 'content-type': 'application/json' }, body: '' },
    });
    expect(outcomeOf(discord, signed('{"type":1,"event":{"type":"X"}}')).is).toBe('accepted');
    expect(outcomeOf(discord, { ...signed('{"type":1}'), secrets: ['00'.repeat(32)] }).is).toBe(
      'refused',
    );
  });

  it.each([
    [2, '{"type":5}'],
    [3, '{"type":6}'],
    [4, '{"type":8,"data":{"choices":[]}}'],
    [5, '{"type":5}'],
  ])('of type %d is answered so that Discord waits', (type, body) => {
    expect(discord.successOf(deliveryOf(`{"id":"1","type":${type}}`))).toMatchObject({
      status: 200,
      body,
    });
    expect(discord.successOf(deliveryOf(`{"type":${type},"event":{}}`)).status).toBe(204);
  });

  it.each(['', 'zz', '00', '00'.repeat(33), `0x${'00'.repeat(31)}`])(
    'has no public key such as %j',
    (text) => {
      expect(discord.keyOf(text, {})).toBeUndefined();
    },
  );
});
