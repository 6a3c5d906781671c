import { OutboundHttp } from '@millwright/net';
import { startHttpPeer, type HttpPeer } from '@millwright/testing';
import { performAction } from '../../perform-action.ts';
import { contextOf } from '../../testing/context-of.ts';
import { GivenFiles } from '../../testing/given-files.ts';

const net = new OutboundHttp({ allow: ['127.0.0.1'] });
let peer: HttpPeer;
let store: GivenFiles;
beforeAll(async () => {
  peer = await startHttpPeer(({ url }) => ({
    status: Number(url.slice(1)),
    headers: { 'content-type': 'image/png; x=y' },
    body: 'picture',
  }));
});
afterAll(async () => {
  await net.close();
  await peer.close();
});
beforeEach(() => {
  store = new GivenFiles();
});
const perform = (options: object) =>
  performAction('files', JSON.stringify(options), contextOf({ net, files: store }));

describe('a file from a URL', () => {
  it('is of the type that its server says, unless its name says another', async () => {
    const outcome = await perform({
      logo: { url: `${peer.url}/200` },
      'logo.svg': { url: `${peer.url}/200` },
    });

    if (!outcome.ok) throw new Error(outcome.error.message);
    expect(JSON.parse(outcome.result)).toMatchObject({
      logo: { mime_type: 'image/png; x=y', size: 7 },
      'logo.svg': { mime_type: 'image/svg+xml', size: 7 },
    });
  });

  it.each([
    [404, 'remote_rejected', false],
    [429, 'rate_limited', true],
    [502, 'remote_unavailable', true],
  ])('that answers %d lets none of the files be stored', async (status, code, retry) => {
    const outcome = await perform({ good: 'x', bad: { url: `${peer.url}/${status}` } });

    expect(outcome).toMatchObject({ ok: false, retry, error: { code } });
    expect(store.rounds.size).toBe(0);
  });
});
