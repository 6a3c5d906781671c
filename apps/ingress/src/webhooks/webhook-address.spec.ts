import fc from 'fast-check';
import { webhookAddressOf } from './webhook-address.ts';

const ID = '6f2d3f2e-6a0b-4d0c-9a55-0e7a4f6f1c11';
const plain = { id: ID, provider: undefined, isTooDeep: false };

describe('the address of a webhook', () => {
  it.each([
    [`/webhooks/${ID}`, plain],
    [`/webhook/${ID}`, plain],
    [`/webhooks/${ID.toUpperCase()}`, plain],
    [`/webhooks/${ID}/`, plain],
    [`/webhooks/${ID}?a=/b/c`, plain],
    [`/webhooks/${ID}/?a=1`, plain],
    ['/webhooks/nobody', { ...plain, id: undefined }],
    ['/webhooks/%20', { ...plain, id: undefined }],
    [`/webhooks/${ID}/github`, { ...plain, provider: 'github' }],
    [`/webhook/${ID}/github/?x`, { ...plain, provider: 'github' }],
    [`/webhooks/${ID}/github/more`, { ...plain, provider: 'github', isTooDeep: true }],
    [`/webhooks/${ID}/github/more/?x`, { ...plain, provider: 'github', isTooDeep: true }],
  ])('%s', (target, address) => {
    expect(webhookAddressOf(target)).toEqual(address);
  });

  it.each([
    '/',
    '/webhooks',
    '/webhooks/',
    '/webhooks/?x',
    '/webhooksx/1',
    '/cache/1',
    '*',
    'http://x/webhooks/1',
  ])('%s is none', (target) => {
    expect(webhookAddressOf(target)).toBeUndefined();
  });

  // A pattern that backtracks would not come back from the second one.
  it('is found out for any target, also one of thousands of slashes', () => {
    fc.assert(
      fc.property(fc.string({ maxLength: 2_000 }), (rest) => {
        expect(() => webhookAddressOf(`/webhooks/${rest}`)).not.toThrow();
        expect(webhookAddressOf(`/webhooks/${'/'.repeat(8_000)}${rest}`)).toBeUndefined();
      }),
    );
  });
});
