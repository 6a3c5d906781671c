import { RawJson } from '@millwright/kernel';
import fc from 'fast-check';
import { contracts } from './contracts.ts';
import { eventReceived } from './event-received.message.ts';
import { decodeMessage, encodeMessage, MessageUnreadableError } from './message.ts';
import type { MessageContract } from './message.ts';

describe('a message on the wire', () => {
  it.each(contracts.map((contract) => [contract.type, contract as MessageContract<object>]))(
    'comes back as it was sent: %s',
    (_type, contract) => {
      const data =
        contract.example.data === undefined ? undefined : new RawJson(contract.example.data);

      const decoded = decodeMessage(contract, encodeMessage(contract, contract.example.head, data));

      expect(decoded).toEqual(
        data === undefined
          ? { head: contract.example.head }
          : { head: contract.example.head, data },
      );
    },
  );

  it('keeps its payload apart from a header that a stranger named "data"', () => {
    const head = {
      ...eventReceived.example.head,
      request: {
        method: 'POST',
        headers: { a: ['1'], data: [', "data":{}'] },
        query_string: null,
        client_ip: '203.0.113.7',
      },
    };

    const decoded = decodeMessage(
      eventReceived,
      encodeMessage(eventReceived, head, new RawJson('{"x":1.0}')),
    );

    expect(decoded).toEqual({ head, data: new RawJson('{"x":1.0}') });
  });

  it('keeps its payload for any header names and values', () => {
    fc.assert(
      fc.property(
        fc.dictionary(fc.string(), fc.array(fc.string()), { noNullPrototype: true }),
        fc.json(),
        (headers, json) => {
          if (Object.hasOwn(headers, '__proto__')) return;
          const head = {
            ...eventReceived.example.head,
            request: { method: 'POST', headers, query_string: null, client_ip: '::1' },
          };

          const decoded = decodeMessage(
            eventReceived,
            encodeMessage(eventReceived, head, new RawJson(json)),
          );

          expect(decoded.data?.text).toBe(Buffer.from(json).toString());
        },
      ),
    );
  });

  it('is refused when it is of another type, another version, or no JSON', () => {
    for (const text of ['{"type":"x","v":1}', '{"type":"event.received","v":2}', '{', '']) {
      expect(() => decodeMessage(eventReceived, Buffer.from(text))).toThrow(MessageUnreadableError);
    }
  });
});
