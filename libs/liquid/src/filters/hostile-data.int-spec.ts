import { gzipSync } from 'node:zlib';
import type { Piscina } from 'piscina';
import { defaultRenderLimits } from '../limits/render-limits.ts';
import { LiquidPool } from '../pool/liquid-pool.ts';

// Needs the built dist/worker.js: threads load no TypeScript.
const MEBIBYTE = 1024 * 1024;

const context = JSON.stringify({
  as: `${'a'.repeat(60)}b`,
  long: 'b'.repeat(2 * MEBIBYTE),
  csv: 'a,b\n'.repeat(1_000_000),
  xml: `<a>${'<b c="1"><d/></b>'.repeat(300_000)}</a>`,
  deepXml: '<a>'.repeat(500_000),
  bomb: gzipSync('0'.repeat(60 * MEBIBYTE)).toString('base64'),
  pattern: '(?<a>\\g<b>\\g<b>\\g<b>)(?<b>\\g<c>\\g<c>\\g<c>)(?<c>\\g<d>\\g<d>\\g<d>)(?<d>'.concat(
    '[[:punct:]]\\X'.repeat(250),
    ')',
  ),
  parentheses: '('.repeat(2_048) + ')'.repeat(2_048),
});

const scripts: readonly (readonly [threat: string, source: string, codes: RegExp])[] = [
  ['matches for ever', '{{ as | match: "(a+)+$" }}', /^liquid_render$/],
  ['scans for ever', '{{ long | scan: "[^a]*c" }}', /^liquid_render$/],
  ['matches for ever behind a look', '{{ as | match: "(?=(a*)*$)c" }}', /^liquid_render$/],
  ['finds everything', '{{ long | scan: "" | size }}', /^memory_limit$/],
  [
    'copies groups into groups',
    '{{ long | scan: pattern | size }}',
    /^(?:ok|liquid_render|memory_limit)$/,
  ],
  ['nests groups', '{{ long | match: parentheses }}', /^(?:ok|liquid_render)$/],
  [
    'keeps tables',
    '{% for i in (1..99) %}{% assign t = csv | parse_csv: headers: true %}{% assign l = l | push: t %}{% endfor %}',
    /^memory_limit$/,
  ],
  [
    'keeps documents',
    '{% for i in (1..99) %}{% assign d = xml | parse_xml %}{% assign l = l | push: d %}{% endfor %}',
    /^memory_limit$/,
  ],
  ['nests elements', '{{ deepXml | parse_xml }}', /^liquid_render$/],
  [
    'unzips a bomb',
    '{{ bomb | base64_decode: force_utf8: false | gunzip | size }}',
    /^liquid_render$/,
  ],
  [
    'keeps what it unzips',
    '{% for i in (1..999) %}{% assign b = long | append: i | gzip | gunzip: force_utf8: false %}{% assign l = l | push: b %}{% endfor %}',
    /^memory_limit$/,
  ],
  [
    'encodes without end',
    '{% for i in (1..99) %}{% assign long = long | base64_encode %}{% endfor %}',
    /^memory_limit$/,
  ],
  [
    'asks for a browser of two megabytes',
    '{% assign b = long | browser %}{{ b }}{{ b.device }}',
    /^output_invalid$/,
  ],
];

describe('a script whose data tries to starve the runner', () => {
  let pool: LiquidPool;
  // No grace: what does not stop by itself in good time is not stopped at all, and the test fails.
  beforeAll(() => (pool = new LiquidPool({ threads: 1, graceMs: 600_000 })));
  afterAll(() => pool.close());

  const render = async (source: string) => {
    const limits = { ...defaultRenderLimits, timeMs: 60_000 };
    const outcome = await pool.render({ templateKey: source, source, context, limits });
    return outcome.ok ? 'ok' : outcome.error.code;
  };
  const threadIds = (): number[] =>
    (pool as unknown as { piscina: Piscina }).piscina.threads.map(({ threadId }) => threadId);

  it.each(scripts)(
    'ends alone when it %s, and its thread lives on',
    async (_, source, codes) => {
      expect(await render('{% log 1 %}')).toBe('ok');
      const before = threadIds();

      const code = await render(source);

      expect(code).toMatch(codes);
      expect(await render('{% log 2 %}')).toBe('ok');
      expect(threadIds()).toEqual(before);
    },
    120_000,
  );
});
