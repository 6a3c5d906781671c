import { OutboundHttp } from '@millwright/net';
import {
  type HttpPeer,
  leakCheck,
  type PeerReply,
  startHttpPeer,
  until,
} from '@millwright/testing';
import type { PrintedPage, PrintedPdf } from '../ports/page-printer.ts';
import { pdfFacts, pdfPages, pdfPicture } from '../testing/read-pdf.ts';
import { ChromiumPrinter } from './chromium-printer.ts';

const nothingLeft = leakCheck({ timeoutMs: 10_000 });
const starts: boolean[] = [];
const printer = new ChromiumPrinter({ started: ({ sandboxed }) => starts.push(sandboxed) });
const net = new OutboundHttp({ allow: ['127.0.0.1'] });
/** One red dot. */
const RED_PNG = Buffer.from(
  'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAIAAACQd1PeAAAADElEQVR4nGP4z8AAAAMBAQDJ/pLvAAAAAElFTkSuQmCC',
  'base64',
);
let peer: HttpPeer;

beforeAll(async () => {
  peer = await startHttpPeer(({ url }): PeerReply => {
    if (url === '/red.png')
      return { status: 200, headers: { 'content-type': 'image/png' }, body: RED_PNG };
    if (url === '/style.css') {
      const headers = { 'content-type': 'text/css' };
      return {
        status: 200,
        headers,
        body: `body { background: url(/red.png) } p::after { content: " styled" }`,
      };
    }
    if (url === '/moved.css') return { status: 302, headers: { location: '/style.css' } };
    return 404;
  });
});
afterAll(async () => {
  await printer.close();
  await Promise.all([net.close(), peer.close()]);
  await nothingLeft();
});

const upright: PrintedPage = {
  html: '',
  width: 4,
  height: 5,
  margins: { top: 1, right: 1, bottom: 1, left: 1 },
  scale: 1,
  media: 'screen',
  scriptDelayMs: 0,
  about: {},
};
const print = (html: string, over: Partial<PrintedPage> = {}): Promise<PrintedPdf> =>
  printer.print({ ...upright, html, ...over }, { net, signal: AbortSignal.timeout(25_000) });
const pdfOf = async (html: string, over: Partial<PrintedPage> = {}): Promise<Buffer> =>
  (await print(html, over)).bytes;
const square = (side: string, color = 'red'): string =>
  `<body style="margin:0"><div style="width:${side};height:${side};background:${color}"></div>`;

const RED = 'ff0000';
const WHITE = 'ffffff';
const GREEN = '00ff00';

it('prints to the size and with the margins that are asked for', async () => {
  const picture = pdfPicture(await pdfOf(square('1in')));

  expect([picture.width, picture.height]).toEqual([384, 480]);
  expect([
    picture.at(94, 94),
    picture.at(98, 98),
    picture.at(189, 189),
    picture.at(194, 194),
  ]).toEqual([WHITE, RED, RED, WHITE]);
});

it.each([
  [0.1, 9.6],
  [0.5, 48],
  [2, 192],
  [5, 480],
])('scales by %s', async (scale, side) => {
  const page = { scale, width: 10, height: 10, margins: { top: 0, right: 0, bottom: 0, left: 0 } };

  const picture = pdfPicture(await pdfOf(square('1in'), page));

  expect([picture.at(side - 3, side - 3), picture.at(side + 3, side + 3)]).toEqual([RED, WHITE]);
});

it('lays content out as wide as it is told, and scales it to the page', async () => {
  const html = `${square('400px')}<script>document.title = innerWidth</script>`;

  const pdf = await pdfOf(html, { contentWidthPx: 800 });

  const picture = pdfPicture(pdf);
  expect(pdfFacts(pdf)['Title']).toBe('800');
  expect([picture.at(96 + 93, 96 + 93), picture.at(96 + 99, 100)]).toEqual([RED, WHITE]);
});

it('colours the whole of each page, margins too', async () => {
  const picture = pdfPicture(await pdfOf(square('1in'), { background: '#00ff00' }));

  expect([
    picture.at(2, 2),
    picture.at(100, 100),
    picture.at(300, 300),
    picture.at(381, 477),
  ]).toEqual([GREEN, RED, GREEN, GREEN]);
});

it.each([1, 3])('makes one page as long as the content takes, at scale %s', async (scale) => {
  const html = '<body style="margin:0">' + '<p style="height:1in;margin:0">line</p>'.repeat(12);

  const pdf = await pdfOf(html, { height: 'content', scale });

  expect(pdfPages(pdf)).toHaveLength(1);
  expect(pdfPages(pdf)[0]!.match(/line/g)).toHaveLength(12);
  const [, height] = /x ([\d.]+) pts/.exec(pdfFacts(pdf)['Page size']!) ?? [];
  const longer = Number(height) / 72 - (2 + 12 * scale);
  expect(longer).toBeGreaterThanOrEqual(0);
  expect(longer).toBeLessThan(scale === 1 ? 0.1 : 1.5);
});

it('puts headers and footers between margins and content, with numbers and images', async () => {
  const band =
    '<img src="/red.png" style="display:none"><style>i{color:blue}</style><script>document.title = "x"</script>';
  const html = '<p style="break-after:page">one</p><p>two</p>';

  const pdf = await pdfOf(html, {
    margins: { top: 0.5, right: 0.5, bottom: 0.5, left: 0.5 },
    header: {
      html: `${band}<img src="${peer.url}/red.png" style="width:100%;height:1in;display:block">`,
      height: 0.5,
    },
    footer: {
      html: 'page <b class="pdfcrowd-page-number"></b> of <b class="x pdfcrowd-page-count"></b>',
      height: 0.5,
    },
  });

  expect(pdfPages(pdf).map((text) => text.split(/\s*\n\s*/))).toEqual([
    ['one', 'page 1 of 2'],
    ['two', 'page 2 of 2'],
  ]);
  const picture = pdfPicture(pdf);
  expect([
    picture.at(200, 46),
    picture.at(200, 50),
    picture.at(200, 94),
    picture.at(200, 98),
  ]).toEqual([WHITE, RED, RED, WHITE]);
});

it('says what cannot be had for a header', async () => {
  const header = {
    html: '<img src="http://10.0.0.1/x.png"><img src="file:///etc/passwd">h',
    height: 0.5,
  };

  const { bytes, warnings } = await print('<p>x</p>', { header });

  expect(pdfPages(bytes)[0]).toMatch(/^h\s+x$/);
  expect([...warnings].sort()).toEqual([
    expect.stringContaining('10.0.0.1 is a private'),
    'pages may not load file: addresses',
  ]);
});

it.each([
  ['2-3', ['2', '3']],
  ['1,3-', ['1', '3', '4']],
  ['-2', ['1', '2']],
])('prints pages %s alone', async (pages, printed) => {
  const html = [1, 2, 3, 4]
    .map((n) => `<p style="${n > 1 ? 'break-before:page' : ''}">${n}</p>`)
    .join('');

  expect(pdfPages(await pdfOf(html, { pages }))).toEqual(printed);
});

it('fails for good when it has no such page', async () => {
  await expect(print('<p>x</p>', { pages: '7-8' })).rejects.toMatchObject({
    code: 'print_failed',
    fault: 'user',
    retry: false,
  });
});

it('prints as on screen unless told to print as for paper', async () => {
  const html =
    '<style>p::after{content:"screen"} @media print{p::after{content:"paper"}}</style><p></p>';

  expect(pdfPages(await pdfOf(html))).toEqual(['screen']);
  expect(pdfPages(await pdfOf(html, { media: 'print' }))).toEqual(['paper']);
});

it('waits for scripts as long as it is told, and runs none when told so', async () => {
  const html = `<title>t</title><p id="a">none</p><script>a.textContent = 'some'; setTimeout(() => a.textContent = 'late', 3000)</script>`;

  expect(pdfPages(await pdfOf(html))).toEqual(['some']);
  expect(pdfPages(await pdfOf(html, { scriptDelayMs: 3_500 }))).toEqual(['late']);
  const { scriptDelayMs: _delay, ...without } = upright;
  const { bytes } = await printer.print(
    {
      ...without,
      html,
      background: '#00ff00',
      header: { html: 'h', height: 0.5 },
      height: 'content',
    },
    { net, signal: AbortSignal.timeout(25_000) },
  );
  expect(pdfPages(bytes)[0]).toMatch(/h\s+none/);
  expect(pdfPicture(bytes).at(3, 3)).toBe(GREEN);
});

it('loads what the page asks for through the address rules, redirects too', async () => {
  const { bytes, warnings } = await print(
    `<link rel="stylesheet" href="${peer.url}/style.css"><p>text</p>`,
  );
  const moved = await pdfOf(`<link rel="stylesheet" href="${peer.url}/moved.css"><p>text</p>`);

  expect(warnings).toEqual([]);
  expect(pdfPages(bytes)).toEqual(['text styled']);
  expect(pdfPicture(bytes).at(150, 200)).toBe(RED);
  expect(pdfPages(moved)).toEqual(['text styled']);
});

it('says about the document what it is told to say', async () => {
  const about = { title: 'Ünïcode (1) \\ 😀', author: 'A. B.', subject: 's', keywords: 'k, l' };

  expect(pdfFacts(await pdfOf('<title>own</title>x', { about }))).toMatchObject({
    Title: about.title,
    Author: 'A. B.',
    Subject: 's',
    Keywords: 'k, l',
    Creator: 'Millwright',
    Producer: 'Chromium',
  });
  const own = pdfFacts(await pdfOf('<title>its (own) — ü</title>x'));
  expect(own).toMatchObject({
    Title: 'its (own) — ü',
    CreationDate: expect.stringMatching(/20\d\d/),
  });
  expect(own).not.toHaveProperty('Author');
});

it('starts one browser for many, and another after its end', async () => {
  await printer.close();
  starts.length = 0;

  const texts = await Promise.all([1, 2, 3, 4, 5].map((n) => pdfOf(`<p>${n}</p>`)));
  await printer.close();
  await pdfOf('<p>again</p>');

  expect(texts.map((pdf) => pdfPages(pdf)[0])).toEqual(['1', '2', '3', '4', '5']);
  expect(starts).toHaveLength(2);
});

it('says where to say where Chromium is when it is nowhere', async () => {
  const nowhere = new ChromiumPrinter({ path: '/nowhere/chromium' });

  await expect(
    nowhere.print(upright, { net, signal: AbortSignal.timeout(5_000) }),
  ).rejects.toMatchObject({
    code: 'connection_missing',
    retry: false,
    message:
      'PDFs are printed by Chromium, and there is nothing at /nowhere/chromium: install it, or set CHROMIUM_PATH to its program',
  });
});

it('ends its browser a while after the last print', async () => {
  await printer.close();
  const isRunning = (): boolean => process.getActiveResourcesInfo().includes('ProcessWrap');
  let wasRunning = false;
  const brief = new ChromiumPrinter({ idleMs: 1, started: () => (wasRunning = isRunning()) });

  await brief.print({ ...upright, html: 'x' }, { net, signal: AbortSignal.timeout(25_000) });

  expect(wasRunning).toBe(true);
  await until(() => !isRunning(), { timeoutMs: 20_000 });
});
