import { once } from 'node:events';
import { connect } from 'node:net';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { ADMIN_TOKEN, openAdminApi } from '../testing/open-admin-api.ts';
import type { OpenAdminApi } from '../testing/open-admin-api.ts';

let api: OpenAdminApi;
beforeAll(async () => {
  api = await openAdminApi();
});
afterAll(() => api.close());

/** Sends text on a connection of its own, and gives all that comes back until it is closed. */
async function exchanged(text: string): Promise<string> {
  const socket = connect(Number(new URL(api.url).port), '127.0.0.1');
  let received = '';
  socket.on('data', (bytes) => (received += bytes.toString('latin1')));
  socket.on('error', () => undefined);
  socket.write(text);
  await once(socket, 'close');
  return received;
}

const authorization = `authorization: Bearer ${ADMIN_TOKEN}`;

describe('a client of the admin port that speaks no HTTP', () => {
  it.each([
    ['nonsense\r\n\r\n', 400, 'bad_request'],
    ['GET /api/v1/workspaces HTTP/1.1\r\n\r\n', 400, 'bad_request'],
    [`GET / HTTP/1.1\r\nhost: x\r\nx: ${'a'.repeat(20_000)}\r\n\r\n`, 431, 'headers_too_large'],
    [
      'POST / HTTP/1.1\r\nhost: x\r\ncontent-length: 1\r\ncontent-length: 2\r\n\r\n',
      400,
      'bad_request',
    ],
  ])('gets a problem with a request id: %j', async (text, status, code) => {
    const received = await exchanged(text);

    const [head = '', body = ''] = received.split('\r\n\r\n');
    const requestId = /x-request-id: ([0-9a-f-]{36})/i.exec(head)?.[1];
    expect(head).toMatch(new RegExp(`^HTTP/1.1 ${status} `));
    expect(head).toContain('application/problem+json');
    expect(JSON.parse(body)).toMatchObject({ status, code, request_id: requestId });
  });

  it('gets a problem also when it is the body that is none', async () => {
    const received = await exchanged(
      [
        'POST /api/v1/workspaces/main/webhooks HTTP/1.1',
        'host: x',
        authorization,
        'content-type: application/json',
        'transfer-encoding: chunked',
        '',
        'ZZ\r\n',
      ].join('\r\n'),
    );

    const [head = '', body = ''] = received.split('\r\n\r\n');
    expect(head).toMatch(/^HTTP\/1\.1 400 /);
    expect(head.match(/x-request-id: (\S+)/i)?.[1]).toBe(JSON.parse(body).request_id);
    expect(received.match(/HTTP\/1\.1/g)).toHaveLength(1);
  });
});

describe('a request to the admin API', () => {
  it('may name the whole URL, as behind a proxy', async () => {
    const received = await exchanged(
      `GET http://admin.example/api/v1/workspaces/main/webhooks?limit=1 HTTP/1.1\r\nhost: x\r\n${authorization}\r\nconnection: close\r\n\r\n`,
    );

    expect(received).toMatch(/^HTTP\/1\.1 200 /);
    expect(received).toContain('"next_cursor"');
  });

  it('may expect what nobody knows, and has a request id all the same', async () => {
    const received = await exchanged(
      `GET /api/v1/workspaces HTTP/1.1\r\nhost: x\r\nexpect: a-miracle\r\n${authorization}\r\nconnection: close\r\n\r\n`,
    );

    expect(received).toMatch(/^HTTP\/1\.1 200 [^]*x-request-id/i);
  });

  it('with a body of faults hears of the first ones, not of each', async () => {
    const fields = Array.from({ length: 200_000 }, (_none, n) => `"k${n}":"\\u0000"`);

    const answer = await api.ask('POST', 'webhooks', { body: `{${fields.join()}}` });

    expect(answer.status).toBe(422);
    expect(answer.body.errors.length).toBeLessThanOrEqual(100);
    expect(answer.text.length).toBeLessThan(50_000);
  });

  it('with a body of unknown members hears of the first ones, not of each', async () => {
    const fields = Array.from({ length: 300_000 }, (_none, n) => `"k${n}":1`);

    const answer = await api.ask('POST', 'webhooks', { body: `{${fields.join()}}` });

    expect(answer.status).toBe(422);
    expect(answer.text.length).toBeLessThan(50_000);
  });
});
