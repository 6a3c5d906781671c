import { connect } from 'node:net';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { ADMIN_TOKEN, openAdminApi } from '../testing/open-admin-api.ts';
import type { OpenAdminApi } from '../testing/open-admin-api.ts';

const MAX_BODY_BYTES = 4_194_304;
const CHUNK = Buffer.alloc(65_536, 0x20);

let api: OpenAdminApi;
beforeAll(async () => {
  api = await openAdminApi();
});
afterAll(() => api.close());

/** Sends the text on a connection of its own, and answers all that comes back until it is closed. */
const exchanged = (parts: readonly (string | Buffer)[]): Promise<string> =>
  new Promise((resolve) => {
    const socket = connect(Number(new URL(api.url).port), '127.0.0.1');
    let answer = '';
    socket.on('data', (bytes) => (answer += bytes.toString('latin1')));
    socket.on('error', () => undefined);
    socket.on('close', () => resolve(answer));
    for (const part of parts) socket.write(part);
  });

const headWith = (header: string): string =>
  [
    'POST /api/v1/workspaces/main/webhooks HTTP/1.1',
    'host: admin',
    `authorization: Bearer ${ADMIN_TOKEN}`,
    'content-type: application/json',
    header,
    '\r\n',
  ].join('\r\n');

describe('a body past the limit of the admin API', () => {
  it('is refused with an answer that arrives, although the client is still sending', async () => {
    const length = MAX_BODY_BYTES + CHUNK.length;
    const answer = await exchanged([
      headWith(`content-length: ${length}`),
      Buffer.alloc(length, 0x20),
    ]);

    expect(answer).toMatch(/^HTTP\/1\.1 413 /);
    expect(answer).toContain('"code":"body_too_large"');
  });

  it('is refused when nobody said how long it would be, and leaves the process alive', async () => {
    const chunks = Array.from({ length: MAX_BODY_BYTES / CHUNK.length + 4 }, () => [
      `${CHUNK.length.toString(16)}\r\n`,
      CHUNK,
      '\r\n',
    ]).flat();
    const answer = await exchanged([
      headWith('transfer-encoding: chunked'),
      ...chunks,
      '0\r\n\r\n',
    ]);
    const afterwards = await api.ask('GET', 'webhooks');

    expect(answer).toMatch(/^HTTP\/1\.1 413 /);
    expect(answer).toContain('"code":"body_too_large"');
    expect(afterwards.status).toBe(200);
  });

  it('is not waited for when it never comes', async () => {
    const answer = await exchanged([headWith(`content-length: ${MAX_BODY_BYTES * 2}`)]);

    expect(answer).toMatch(/^HTTP\/1\.1 413 /);
  });

  it('leaves the process alive when its client hangs up in the middle', async () => {
    const socket = connect(Number(new URL(api.url).port), '127.0.0.1');
    socket.write(headWith('content-length: 1000') + '{"name":');
    await new Promise((resolve) => setImmediate(resolve));
    socket.destroy();

    expect((await api.ask('GET', 'webhooks')).status).toBe(200);
  });
});
