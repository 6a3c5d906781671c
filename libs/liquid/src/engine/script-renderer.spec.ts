import { LiveHeap } from '../limits/live-heap.ts';
import { defaultRenderLimits } from '../limits/render-limits.ts';
import { ScriptRenderer } from './script-renderer.ts';

const MEBIBYTE = 1024 * 1024;
const limits = { ...defaultRenderLimits, memoryBytes: MEBIBYTE };
// Pays for four times the limit and holds next to none of it, so that what is held is measured.
const measured = `{% assign s = "${'x'.repeat(10_000)}" %}{% for i in (1..400) %}{% assign t = s | append: i %}{% endfor %}`;

describe('the renderer of a thread', () => {
  const newRenderer = (): ScriptRenderer => {
    const heap = new LiveHeap();
    heap.collect();
    return new ScriptRenderer({
      templateCacheBytes: 16 * MEBIBYTE,
      heap,
      now: () => performance.now(),
    });
  };
  const rendered = (renderer: ScriptRenderer, source: string) =>
    renderer.renderText({ templateKey: source, source, context: '{}', limits });

  it('counts the parsed scripts of other runs as held by none', () => {
    const renderer = newRenderer();
    rendered(renderer, 'x');

    for (let n = 0; n < 20; n += 1) rendered(renderer, `${n}{{ a.b | append: c }}`.repeat(300));

    expect(rendered(renderer, measured)).toEqual({ ok: true, text: '' });
  });

  it.each([
    ['phone numbers', '{{ "+1 202 555 0143" | e164 }}'],
    ['browsers', '{% assign b = "x" | browser %}{{ b }}{{ b.os }}{{ b.device }}'],
    ['patterns', '{{ "x" | match: "x" }}'],
    ['XML', '{{ "<x/>" | parse_xml }}'],
  ])('counts what a script loads for %s as held by no run', (_, source) => {
    const renderer = newRenderer();
    rendered(renderer, 'x');

    const [one, other] = [rendered(renderer, source + measured), rendered(renderer, measured)];

    expect([one, other]).toMatchObject([{ ok: true }, { ok: true }]);
  });
});
