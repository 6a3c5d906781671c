import { OutboundHttp } from '@millwright/net';
import { type HttpPeer, leakCheck, startHttpPeer } from '@millwright/testing';
import type { ActionContext, ActionOutcome } from '../action.ts';
import { performAction } from '../perform-action.ts';
import { ChromiumPrinter } from '../printing/chromium-printer.ts';
import { contextOf } from '../testing/context-of.ts';
import { pdfFacts, pdfPages } from '../testing/read-pdf.ts';

const nothingLeft = leakCheck({ timeoutMs: 10_000 });
const net = new OutboundHttp({ allow: ['127.0.0.1'] });
const printer = new ChromiumPrinter();
let peer: HttpPeer;

beforeAll(async () => {
  peer = await startHttpPeer();
});
afterAll(async () => {
  await printer.close();
  await Promise.all([net.close(), peer.close()]);
  await nothingLeft();
});

const send = (pdf: object, over: Partial<ActionContext> = {}): Promise<ActionOutcome> => {
  const options = { method: 'post', url: peer.url, files: { 'invoice.pdf': { pdf } } };
  return performAction('http', JSON.stringify(options), contextOf({ net, printer, ...over }));
};

it('sends what was printed, and warns of what was ignored and of what was not loaded', async () => {
  const html = '<h1>Invoice 7</h1><img src="http://10.0.0.1/logo.png">';

  const outcome = await send({
    html,
    page_size: 'Letter',
    author: 'Millwright',
    smart_scaling: true,
  });

  const { body } = peer.requests.at(-1)!;
  const pdf = body.subarray(body.indexOf('%PDF'), body.lastIndexOf('%%EOF') + 6);
  expect(body.toString('latin1')).toContain('Content-Type: application/pdf');
  expect(pdfPages(pdf)).toEqual(['Invoice 7']);
  expect(pdfFacts(pdf)).toMatchObject({
    Author: 'Millwright',
    'Page size': '612 x 792 pts (letter)',
  });
  expect(outcome).toMatchObject({
    ok: true,
    warnings: [
      'the file "invoice.pdf": unknown option "smart_scaling" of pdf, ignored',
      expect.stringMatching(/^the file "invoice.pdf": 10\.0\.0\.1 is a private address/),
    ],
  });
});

it('fails for good where there is no Chromium', async () => {
  const outcome = await send({ html: 'x' }, { printer: new ChromiumPrinter({ path: '/nowhere' }) });

  expect(outcome).toMatchObject({
    ok: false,
    retry: false,
    error: { code: 'connection_missing', message: expect.stringContaining('CHROMIUM_PATH') },
  });
});

it('is tried again when the page never ends', async () => {
  const hasty = new ChromiumPrinter({ limits: { loadMs: 500, workMs: 2_000 } });

  const outcome = await send({ html: '<script>for (;;) {}</script>' }, { printer: hasty });

  expect(outcome).toMatchObject({ ok: false, retry: true, error: { code: 'timeout' } });
  await hasty.close();
});

it('stops when the action’s time is up, also while it waits for a place', async () => {
  const html = '<script>for (;;) {}</script>';
  const signal = AbortSignal.timeout(1_500);

  const outcomes = await Promise.all([1, 2, 3].map(() => send({ html }, { signal })));

  for (const outcome of outcomes) {
    expect(outcome).toMatchObject({ ok: false, retry: true, error: { code: 'timeout' } });
  }
});
