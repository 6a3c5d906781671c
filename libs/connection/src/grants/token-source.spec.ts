import { FakeClock } from '@millwright/testing';
import type { OutboundResponse } from '@millwright/net';
import { newId } from '@millwright/kernel';
import { GivenConnections } from '../testing/given-connections.ts';
import { TokensInMemory } from '../testing/tokens-in-memory.ts';
import { grantedTokens, heldToken, sendWithToken } from './token-source.ts';

const answering =
  (statusOf: (token: string) => number, sent: string[]) =>
  (token: string): Promise<OutboundResponse> => {
    sent.push(token);
    const answer = {
      status: statusOf(token),
      headers: {},
      body: Buffer.alloc(0),
      url: 'http://x/',
    };
    return Promise.resolve(answer);
  };

const given = async (signal = new AbortController().signal) => {
  const connections = new GivenConnections({ name: 'a', type: 'airtable', fields: {} });
  const connection = await connections.open(newId(), { types: ['airtable'], asker: 'the test' });
  const tokens = new TokensInMemory(new FakeClock());
  let granted = 0;
  const grant = () => {
    granted += 1;
    return Promise.resolve({ token: `t${granted}`, expiresInSeconds: 3_600 });
  };
  return { source: grantedTokens(connection, { tokens, signal }, grant), grants: () => granted };
};

describe('a call with a granted token', () => {
  it('is sent once, and the next one with the same token', async () => {
    const { source, grants } = await given();
    const sent: string[] = [];

    await sendWithToken(
      source,
      answering(() => 200, sent),
    );
    await sendWithToken(
      source,
      answering(() => 403, sent),
    );

    expect(sent).toEqual(['t1', 't1']);
    expect(grants()).toBe(1);
  });

  it('is sent once more, with another token, when it is answered with 401', async () => {
    const { source } = await given();
    const sent: string[] = [];

    const answer = await sendWithToken(
      source,
      answering((token) => (token === 't1' ? 401 : 200), sent),
    );

    expect([answer.status, ...sent]).toEqual([200, 't1', 't2']);
  });

  it('is sent no third time', async () => {
    const { source } = await given();
    const sent: string[] = [];

    const answer = await sendWithToken(
      source,
      answering(() => 401, sent),
    );

    expect([answer.status, ...sent]).toEqual([401, 't1', 't2']);
  });

  it('waits for its token no longer than it may', async () => {
    const controller = new AbortController();
    const connections = new GivenConnections({ name: 'a', type: 'airtable', fields: {} });
    const connection = await connections.open(newId(), { types: ['airtable'], asker: 'the test' });
    const tokens = new TokensInMemory(new FakeClock());
    const never = () => new Promise<never>(() => undefined);
    const source = grantedTokens(connection, { tokens, signal: controller.signal }, never);

    const waiting = source.current();
    controller.abort(new Error('stopped'));

    await expect(waiting).rejects.toThrow('stopped');
  });
});

it('a token that the Connection holds is tried once', async () => {
  const sent: string[] = [];

  await sendWithToken(
    heldToken('mine'),
    answering(() => 401, sent),
  );

  expect(sent).toEqual(['mine']);
});
