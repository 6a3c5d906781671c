import { execFile } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { createServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';

// Needs the built library: trust is given to a process of its own, when it starts.
const fixture = (name: string): string =>
  fileURLToPath(new URL(`../testing/__fixtures__/${name}`, import.meta.url));

const attempt = `
  import { OutboundHttp } from '@millwright/net';
  const net = new OutboundHttp({ allow: ['127.0.0.1'], resolve: async () => ['127.0.0.1'] });
  const outcome = await net.attempt({ method: 'POST', url: process.argv[1], headers: [],
    body: Buffer.from('1'), timeoutMs: 5000, connectTimeoutMs: 5000, maxBodyBytes: 10 });
  console.log(JSON.stringify(outcome.ok ? outcome.status : [outcome.error.reason ?? outcome.error.code, outcome.error.message]));
  await net.close();`;

/** What comes of an attempt at peer.test by a process that trusts our authority. */
async function attemptAt(certificate: string): Promise<unknown> {
  let requests = 0;
  const server = createServer(
    { key: readFileSync(fixture('peer-key.pem')), cert: readFileSync(fixture(certificate)) },
    (_request, response) => {
      requests += 1;
      response.end();
    },
  );
  await once(server.listen(0, '127.0.0.1'), 'listening');
  const { port } = server.address() as AddressInfo;
  const { stdout } = await promisify(execFile)(
    process.execPath,
    ['--input-type=module', '-e', attempt, `https://peer.test:${port}/`],
    { env: { ...process.env, NODE_OPTIONS: '', NODE_EXTRA_CA_CERTS: fixture('trusted-ca.pem') } },
  );
  server.close();
  return { came: JSON.parse(stdout) as unknown, requests };
}

describe('a certificate of a trusted authority', () => {
  it('holds for the name that it is for', async () => {
    expect(await attemptAt('trusted-peer-certificate.pem')).toEqual({ came: 200, requests: 1 });
  });

  it('does not hold for another name: tls_failed, and nothing is sent (D24)', async () => {
    expect(await attemptAt('trusted-other-certificate.pem')).toEqual({
      came: ['tls_failed', expect.stringContaining('ERR_TLS_CERT_ALTNAME_INVALID')],
      requests: 0,
    });
  });
});
