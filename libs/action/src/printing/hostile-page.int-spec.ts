import { createSocket, type Socket } from 'node:dgram';
import { once } from 'node:events';
import { createServer, type AddressInfo, type Server } from 'node:net';
import { OutboundHttp } from '@millwright/net';
import { type HttpPeer, leakCheck, type PeerReply, startHttpPeer } from '@millwright/testing';
import type { PrintedPage, PrintedPdf } from '../ports/page-printer.ts';
import { pdfPages } from '../testing/read-pdf.ts';
import { ChromiumPrinter } from './chromium-printer.ts';

const nothingLeft = leakCheck({ timeoutMs: 10_000 });
const printer = new ChromiumPrinter({ limits: { loadMs: 3_000, workMs: 4_000 } });
/** Nothing on this machine is permitted but the one address that plays the outside. */
const net = new OutboundHttp({ allow: ['127.0.0.2'] });
let outside: HttpPeer;
let inside: HttpPeer;
/** Counts whoever connects, whatever is spoken. */
let listener: Server;
let datagrams: Socket;
let connections = 0;
let packets = 0;

beforeAll(async () => {
  inside = await startHttpPeer(() => ({ status: 200, body: 'the inside' }));
  outside = await startHttpPeer((request): PeerReply | undefined => {
    const { pathname } = new URL(request.url, 'http://outside');
    if (pathname === '/redirect') return { status: 302, headers: { location: inside.url } };
    if (pathname === '/worker.js') {
      const body = `fetch('http://127.0.0.1:${portOf(listener)}/w').catch(() => 0); new WebSocket('ws://127.0.0.1:${portOf(listener)}/w');`;
      return { status: 200, headers: { 'content-type': 'text/javascript', ...anyOrigin }, body };
    }
    if (pathname === '/hang') return undefined;
    if (pathname === '/large') return { status: 200, body: Buffer.alloc(20_000_001) };
    return { status: 200, headers: anyOrigin, body: 'the outside' };
  }, '127.0.0.2');
  listener = createServer((socket) => {
    connections += 1;
    socket.destroy();
  }).listen(0, '127.0.0.1');
  await once(listener, 'listening');
  datagrams = createSocket('udp4', () => (packets += 1)).bind(0, '127.0.0.1');
  await once(datagrams, 'listening');
});
afterAll(async () => {
  await printer.close();
  await Promise.all([net.close(), inside.close(), outside.close()]);
  listener.close();
  datagrams.close();
  await nothingLeft();
});

const anyOrigin = { 'access-control-allow-origin': '*' };
const portOf = (server: Server | Socket): number => (server.address() as AddressInfo).port;

const pageOf = (html: string, over: Partial<PrintedPage> = {}): PrintedPage => ({
  html,
  width: 8.5,
  height: 11,
  margins: { top: 0.4, right: 0.4, bottom: 0.4, left: 0.4 },
  scale: 1,
  media: 'screen',
  scriptDelayMs: 500,
  about: {},
  ...over,
});
const print = (html: string, over: Partial<PrintedPage> = {}): Promise<PrintedPdf> =>
  printer.print(pageOf(html, over), { net, signal: AbortSignal.timeout(25_000) });
const textOf = async (html: string, over: Partial<PrintedPage> = {}): Promise<string> =>
  pdfPages((await print(html, over)).bytes).join('\n');

describe('a page that wants what is none of its business', () => {
  it('prints what it may have: the outside, by scripts, frames and images', async () => {
    const text = await textOf(`<p id="a"></p><iframe src="${outside.url}/frame"></iframe>
      <script>fetch('${outside.url}/data').then((r) => r.text()).then((t) => a.textContent = 'got ' + t)</script>`);

    expect(text).toContain('got the outside');
    expect(outside.requests.map(({ url }) => url)).toEqual(
      expect.arrayContaining(['/frame', '/data']),
    );
    expect(outside.requests.at(-1)!.headers['user-agent']).toMatch(/^Millwright\//);
  });

  it.each(['iframe', 'object', 'embed'])(
    'does not see files of this machine in an %s',
    async (tag) => {
      const attribute = tag === 'object' ? 'data' : 'src';
      const text = await textOf(
        `<p>before</p><${tag} ${attribute}="file:///etc/passwd" width="900" height="900"></${tag}>`,
      );

      expect(text).toContain('before');
      expect(text).not.toContain('root:');
    },
  );

  it('does not read files by scripts, styles, or a page of their own', async () => {
    const text = await textOf(`<link rel="stylesheet" href="file:///etc/passwd"><p id="a">before</p>
      <script>
        const say = (t) => a.textContent += ' ' + t;
        fetch('file:///etc/passwd').then((r) => r.text()).then(say, () => say('refused'));
        const x = new XMLHttpRequest(); x.onerror = () => say('refused'); x.onload = () => say(x.responseText);
        x.open('GET', 'file:///etc/passwd'); x.send();
        setTimeout(() => location.href = 'file:///etc/passwd', 100);
      </script>`);

    expect(text).toBe('before refused refused');
  });

  it.each([
    ['an image', (url: string) => `<img src="${url}">`],
    ['a frame', (url: string) => `<iframe src="${url}"></iframe>`],
    ['a style', (url: string) => `<style>@import url("${url}");</style>`],
    ['a script', (url: string) => `<script src="${url}"></script>`],
    ['a refresh', (url: string) => `<meta http-equiv="refresh" content="0;url=${url}">`],
    [
      'a form',
      (url: string) => `<form action="${url}"></form><script>document.forms[0].submit()</script>`,
    ],
    [
      'a link to follow',
      (url: string) => `<a id="a" href="${url}" ping="${url}">x</a><script>a.click()</script>`,
    ],
    ['a window', (url: string) => `<script>window.open("${url}")</script>`],
    ['a beacon', (url: string) => `<script>navigator.sendBeacon("${url}", "x")</script>`],
    [
      'a worker',
      (url: string) =>
        `<script>new Worker(URL.createObjectURL(new Blob(["fetch('${url}');importScripts('${url}')"])))</script>`,
    ],
    [
      'a shared worker',
      (url: string) =>
        `<script>new SharedWorker(URL.createObjectURL(new Blob(["fetch('${url}')"])))</script>`,
    ],
    ['a socket', (url: string) => `<script>new WebSocket("${url}".replace('http', 'ws'))</script>`],
    ['events', (url: string) => `<script>new EventSource("${url}")</script>`],
    [
      'hints',
      (url: string) =>
        `<link rel="preconnect" href="${url}"><link rel="prefetch" href="${url}"><link rel="prerender" href="${url}"><link rel="icon" href="${url}"><link rel="manifest" href="${url}">`,
    ],
    [
      'rules of speculation',
      (url: string) =>
        `<script type="speculationrules">{"prerender":[{"source":"list","urls":["${url}"]}]}</script>`,
    ],
    [
      'a service worker',
      (url: string) => `<script>navigator.serviceWorker?.register("${url}")</script>`,
    ],
    ['a header', (url: string) => `<p>x</p><!-- ${url} -->`],
  ])('reaches nobody in here by %s', async (what, htmlOf) => {
    const own = `http://127.0.0.1:${portOf(listener)}/`;
    const before = connections;

    const { bytes } = await print(`<p>printed</p>${htmlOf(own)}`, {
      ...(what === 'a header' && {
        header: {
          html: `<img src="${own}"><img src="x" onerror="fetch('${own}')"><link rel="stylesheet" href="${own}"><iframe src="${own}"></iframe><div style="background:url(${own})">h</div>`,
          height: 0.5,
        },
      }),
    });

    expect(pdfPages(bytes).join()).toMatch(/printed|x/);
    expect(connections).toBe(before);
  });

  it('reaches nobody in here by peer connections, web transport or a worker from outside', async () => {
    await print(
      `<p>printed</p><script>
      const peer = new RTCPeerConnection({ iceServers: [
        { urls: 'stun:127.0.0.1:${portOf(datagrams)}' },
        { urls: ['turn:127.0.0.1:${portOf(datagrams)}', 'turn:127.0.0.1:${portOf(listener)}?transport=tcp'], username: 'a', credential: 'b' }] });
      peer.createDataChannel('x'); peer.createOffer().then((offer) => peer.setLocalDescription(offer));
      try { new WebTransport('https://127.0.0.1:${portOf(datagrams)}/') } catch {}
      fetch('${outside.url}/worker.js').then((r) => r.blob()).then((b) => new Worker(URL.createObjectURL(b)));
    </script>`,
      { scriptDelayMs: 2_000 },
    );

    expect(outside.requests.map(({ url }) => url)).toContain('/worker.js');
    expect([connections, packets]).toEqual([0, 0]);
  });

  it.each([
    'http://169.254.169.254/latest/meta-data/',
    'http://[::1]/',
    'http://localhost/',
    'http://10.0.0.1/',
  ])('is told that %s may not be reached', async (url) => {
    const { warnings } = await print(`<img src="${url}">`);

    expect(warnings).toEqual([expect.stringContaining('outside calls may not reach it')]);
  });

  it('is not led inside by a redirect', async () => {
    const { bytes, warnings } = await print(
      `<p>printed</p><iframe src="${outside.url}/redirect"></iframe>`,
    );

    expect(pdfPages(bytes).join()).not.toContain('the inside');
    expect(inside.requests).toEqual([]);
    expect(warnings).toEqual([expect.stringContaining('127.0.0.1 is a loopback address')]);
  });

  it('is printed as it was given when it leads elsewhere', async () => {
    const { bytes, warnings } = await print(
      `<meta http-equiv="refresh" content="0;url=${outside.url}/"><p>as given</p>`,
    );

    expect(pdfPages(bytes)).toEqual(['as given']);
    expect(warnings).toEqual(['the page tried to lead elsewhere, and was kept']);
  });

  it('sends nothing but GET and HEAD', async () => {
    const before = outside.requests.length;

    const { warnings } = await print(
      `<script>fetch('${outside.url}/post', { method: 'POST', body: 'x', mode: 'no-cors' })</script>`,
    );

    expect(outside.requests).toHaveLength(before);
    expect(warnings).toEqual(['pages may not send POST requests']);
  });
});

describe('a page that does not end', () => {
  it.each([
    ['while it loads', '<script>for (;;) {}</script>'],
    [
      'after it has loaded',
      '<p>x</p><script>onload = () => setTimeout(() => { for (;;) {} }, 1)</script>',
    ],
  ])('is given up when a script loops %s, and the next is printed', async (_when, html) => {
    await expect(print(html)).rejects.toMatchObject({ code: 'timeout', retry: true });

    expect(await textOf('<p>next</p>')).toBe('next');
  });

  it('is printed without what does not come in time', async () => {
    const { bytes, warnings } = await print(`<p>here</p><img src="${outside.url}/hang">`);

    expect(pdfPages(bytes)).toEqual(['here']);
    expect(warnings).toEqual([expect.stringContaining('not all of it was loaded within 3 s')]);
  });

  it('is left when it is told to stop', async () => {
    const stop = new AbortController();
    const printing = printer.print(pageOf('<script>for (;;) {}</script>'), {
      net,
      signal: stop.signal,
    });
    setTimeout(() => stop.abort(new Error('enough')), 500);

    await expect(printing).rejects.toThrow('enough');
  });

  it('crashes alone when it takes too much memory', async () => {
    const crash = print(
      '<script>const all = []; for (;;) all.push(new Array(1e6).fill(all.length))</script>',
    );
    const other = textOf('<p>another</p>');

    await expect(crash).rejects.toMatchObject({
      code: expect.stringMatching(/^(print_crashed|timeout)$/),
      retry: true,
    });
    expect(await other).toBe('another');
  });
});

describe('a page that is too much', () => {
  const pages = (count: number): string =>
    '<style>p{break-after:page;margin:0}</style>' + '<p>page</p>'.repeat(count);

  it('is printed to its last page, where there is time for it', async () => {
    const { bytes } = await print(pages(200));

    expect(pdfPages(bytes).length).toBeGreaterThanOrEqual(200);
  });

  it('is given up when it has ten thousand pages', async () => {
    await expect(print(pages(10_000))).rejects.toMatchObject({ code: 'timeout', retry: true });

    expect(await textOf('<p>next</p>')).toBe('next');
  });

  it('is printed without an image too large to fetch', async () => {
    const { bytes, warnings } = await print(`<p>here</p><img src="${outside.url}/large">`);

    expect(pdfPages(bytes)).toEqual(['here']);
    expect(warnings).toEqual([expect.stringContaining('is larger than 20000000 bytes')]);
  });

  it('is printed without what it asks for beyond so many requests', async () => {
    const modest = new ChromiumPrinter({ limits: { loadMs: 5_000, requests: 20 } });
    const before = outside.requests.length;

    const { warnings } = await modest
      .print(
        pageOf(`<p>here</p><script>
          for (let n = 0; n < 40; n++) new Image().src = '${outside.url}/' + n;
        </script>`),
        { net, signal: AbortSignal.timeout(25_000) },
      )
      .finally(() => modest.close());

    expect(outside.requests).toHaveLength(before + 20);
    expect(warnings).toEqual(['the page loads more than a page may']);
  });

  it('may open, alert, print, and download without an end', async () => {
    const text = await textOf(`<p>still here</p><script>
      alert(1); confirm(2); print(); for (let n = 0; n < 50; n++) window.open('about:blank');
      const a = document.createElement('a'); a.download = 'x'; a.href = 'data:text/plain,x'; a.click();
      onbeforeunload = () => 'stay';
    </script>`);

    expect(text).toBe('still here');
  });
});
