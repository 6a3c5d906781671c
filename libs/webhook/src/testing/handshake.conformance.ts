import { describe, expect, it } from '@jest/globals';
import type { Greeted } from '../providers/handshake.ts';
import {
  deliveryMethodsOf,
  methodsOf,
  type WebhookProvider,
} from '../providers/webhook-provider.ts';
import { isRefused, reasonOf, receive } from './reception.ts';
import { requestOf, senderOf, type SignedVector } from './signed-vector.ts';

/** How a sender's greetings are answered. */
export function handshakeConformance(
  provider: WebhookProvider,
  greetings: readonly SignedVector[],
): void {
  if (greetings.length === 0) return;

  describe.each(greetings.map((vector) => [vector.name, vector] as const))(
    'for the greeting %s',
    (_name, vector) => {
      const reception = receive(provider, vector) as Greeted;

      it('gives the answer that the sender looks for', () => {
        const { status, headers, body, json } = vector.handshake!;
        const { answer } = reception;

        expect(answer.status).toBe(status);
        expect({ ...answer.headers, ...contentTypeOf(answer.headers) }).toMatchObject(headers);
        if (json !== undefined) expect(JSON.parse(answer.body)).toEqual(json);
        else expect(answer.body).toBe(body);
        expect(Object.values(answer.headers).join('')).not.toMatch(/[\r\n]/);
      });

      it('greets by no method that the sender does not use', () => {
        const { method } = vector.request;
        for (const other of ['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS']) {
          const isAsGood = provider.handshakeMethods?.some((one) => one === other);
          if (other === method || isAsGood) continue;
          expect(receive(provider, vector, { request: { method: other } }).is).not.toBe('greeted');
        }
      });

      it('says to keep a secret only while the window for it is open', () => {
        const closed = receive(provider, vector, { isWindowOpen: false });

        if (reception.learns === undefined) expect(closed.is).toBe('greeted');
        else expect(reasonOf(closed)).toBe('handshake_closed');
      });

      it('needs a good signature, or none at all', () => {
        const request = requestOf(vector);
        const sender = senderOf(provider, vector);
        if (sender.handshakeOf(request, vector.now * 1_000, true) !== undefined) return;

        const unsigned = receive(provider, vector, { secrets: ['another secret'] });
        expect(isRefused(unsigned)).toBe(true);
        expect(receive(provider, vector, { mode: 'off' }).is).toBe('greeted');
      });
    },
  );

  it('takes methods that only greetings use for nothing else', () => {
    for (const method of methodsOf(provider)) {
      if (deliveryMethodsOf(provider).includes(method)) continue;
      const url = 'https://hooks.example.com/in/8f14e45f';
      const bare = { method, url, headers: {}, rawBody: Buffer.alloc(0) };
      const { is } = receive(provider, greetings[0]!, { request: bare });
      expect(['greeted', 'not_greeted']).toContain(is);
    }
  });
}

/** Without its parameters. */
const contentTypeOf = (headers: Readonly<Record<string, string>>) =>
  headers['content-type'] && { 'content-type': headers['content-type'].split(';')[0] };
