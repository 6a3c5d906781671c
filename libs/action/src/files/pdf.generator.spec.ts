import { readFileSync } from 'node:fs';
import type { PagePrinter, PrintedPage } from '../ports/page-printer.ts';
import { generateFile } from '../testing/generate-file.ts';

/** The page as the printer gets it. */
async function pageOf(options: object): Promise<PrintedPage> {
  let page: PrintedPage | undefined;
  const printer: PagePrinter = {
    print: async (given) => {
      page = given;
      return { bytes: Buffer.from('%PDF'), warnings: [] };
    },
  };
  await generateFile({ pdf: options }, { printer });
  return page!;
}

const A4 = { width: 210 / 25.4, height: 297 / 25.4 };

it('prints A4, upright, with margins, after a moment for scripts, unless told otherwise', async () => {
  expect(await pageOf({ html: '<p>' })).toEqual({
    html: '<p>',
    ...A4,
    margins: { top: 0.4, right: 0.4, bottom: 0.4, left: 0.4 },
    scale: 1,
    media: 'screen',
    scriptDelayMs: 200,
    about: {},
  });
});

it('takes every option', async () => {
  const page = await pageOf({
    ...{ html: '', page_width: '10cm', page_height: -1, margin_top: '1in', margin_right: '12.7mm' },
    ...{ margin_bottom: '36pt', margin_left: 48, header_html: 'h', footer_html: 'f' },
    ...{ header_height: '0.25in', print_page_range: ' 1-3, 5 ', scale_factor: '150' },
    ...{ content_viewport_width: '1024px', use_print_media: 'true', javascript_delay: 20_000 },
    ...{ page_background_color: 'FFEEDD80', title: 't', author: 'a', subject: 's', keywords: 'k' },
  });

  expect(page).toEqual({
    html: '',
    width: 10 / 2.54,
    height: 'content',
    margins: { top: 1, right: 0.5, bottom: 0.5, left: 0.5 },
    header: { html: 'h', height: 0.25 },
    footer: { html: 'f', height: 0.5 },
    pages: '1-3,5',
    scale: 1.5,
    contentWidthPx: 1_024,
    media: 'print',
    scriptDelayMs: 20_000,
    background: '#FFEEDD80',
    about: { title: 't', author: 'a', subject: 's', keywords: 'k' },
  });
});

it('lays pages down, leaves margins out, and runs no scripts when told so', async () => {
  expect(await pageOf({ html: '', page_size: 'letter', orientation: 'landscape' })).toMatchObject({
    width: 11,
    height: 8.5,
  });
  expect((await pageOf({ html: '', no_margins: true, margin_top: '3in' })).margins).toEqual({
    ...{ top: 0, right: 0, bottom: 0, left: 0 },
  });
  expect(await pageOf({ html: '', disable_javascript: true })).not.toHaveProperty('scriptDelayMs');
});

it.each([
  [{}, 'pdf.html: is required'],
  [{ html: 1 }, 'pdf.html: must be text'],
  [{ html: '', page_size: 'A7' }, 'pdf.page_size: must be one of A0'],
  [{ html: '', page_size: 'constructor' }, 'pdf.page_size: must be one of A0'],
  [{ html: '', page_width: -1 }, 'pdf.page_width: must be a length'],
  [{ html: '', page_width: '1 mile' }, 'pdf.page_width: must be a length'],
  [{ html: '', page_height: '201in' }, 'pdf.page_height: must be a length'],
  [{ html: '', margin_top: '-1in' }, 'pdf.margin_top: must be a length'],
  [
    { html: '', margin_left: '5in', margin_right: '4in' },
    'pdf: margins, header and footer leave no room',
  ],
  [
    { html: '', header_html: '', header_height: '11in' },
    'pdf: margins, header and footer leave no room',
  ],
  [{ html: '', orientation: 'across' }, 'pdf.orientation: must be portrait or landscape'],
  [{ html: '', print_page_range: '3-1' }, 'pdf.print_page_range: must be pages'],
  [{ html: '', print_page_range: '0' }, 'pdf.print_page_range: must be pages'],
  [{ html: '', print_page_range: '-' }, 'pdf.print_page_range: must be pages'],
  [{ html: '', scale_factor: 9 }, 'pdf.scale_factor: must be a number from 10 to 500'],
  [
    { html: '', javascript_delay: 20_001 },
    'pdf.javascript_delay: must be a number from 0 to 20000',
  ],
  [{ html: '', page_background_color: 'red;}' }, 'pdf.page_background_color: must be a colour'],
  [{ html: '', title: 1 }, 'pdf.title: must be text'],
])('refuses %j', async (options, fault) => {
  await expect(generateFile({ pdf: options })).rejects.toThrow(fault);
});

it('warns of options that there are not, and of what the page could not load', async () => {
  const printer: PagePrinter = {
    print: async () => ({
      bytes: Buffer.from('%PDF'),
      warnings: ['10.0.0.1 is a private address'],
    }),
  };

  const { warnings, contentType } = await generateFile({ pdf: { html: '', tag: 1 } }, { printer });

  expect(contentType).toBe('application/pdf');
  expect(warnings).toEqual([
    'the file "a file": unknown option "tag" of pdf, ignored',
    'the file "a file": 10.0.0.1 is a private address',
  ]);
});

it('knows every option that its README names', async () => {
  const readme = readFileSync(new URL('README.md', import.meta.url), 'utf8');
  const [, table = ''] = /\n## pdf\n([^]+?)\nA length is/.exec(readme) ?? [];
  const cells = table.split('\n').map((row) => row.split('|')[1] ?? '');
  const names = cells.flatMap((cell) => [...cell.matchAll(/`(\w+)`/g)].map(([, name]) => name!));
  const printer: PagePrinter = { print: async () => ({ bytes: Buffer.alloc(0), warnings: [] }) };

  const options = { ...Object.fromEntries(names.map((name) => [name, null])), html: '' };
  const { warnings } = await generateFile({ pdf: options }, { printer });

  expect(names).toHaveLength(25);
  expect(warnings).toEqual([]);
});
