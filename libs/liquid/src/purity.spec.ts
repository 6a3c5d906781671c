import { performance } from 'node:perf_hooks';
import { ScriptRenderer } from './engine/script-renderer.ts';
import { LiveHeap } from './limits/live-heap.ts';
import { defaultRenderLimits } from './limits/render-limits.ts';
import { renderTextInThisThread } from './testing/index.ts';

const renderer = new ScriptRenderer({
  templateCacheBytes: 1_000_000,
  heap: new LiveHeap(),
  now: () => performance.now(),
});
const rendered = (source: string, context = '{"event":{"data":{"l":[1,2]}}}') =>
  renderer.renderText({
    templateKey: source,
    source,
    context,
    limits: defaultRenderLimits,
    nowMs: 0,
  });

describe('a render', () => {
  it.each([
    '{% increment n %}{% cycle 1, 2 %}{% ifchanged %}x{% endifchanged %}{% for x in event.data.l limit: 1 offset: continue %}{{ x }}{% endfor %}',
    '{% assign array = 1 %}{% assign event.data.l[5] = 1 %}{{ event | json }}{{ x }}{% assign x = 1 %}',
    '{% capture c %}{{ c }}y{% endcapture %}{{ c }}{% break %}',
    '{{ "now" | date: "%s" }}',
  ])('leaves nothing behind for the next one of the same script: %s', (source) => {
    const first = rendered(source);

    expect(first).toMatchObject({ ok: true });
    expect(rendered(source)).toEqual(first);
  });

  it('leaves nothing behind when it fails', () => {
    const source =
      '{% increment n %}{% for i in (1..2) %}{% if event.data.l %}{{ 1 | divided_by: 0 }}{% endif %}{% endfor %}';

    expect(rendered(source)).toMatchObject({ ok: false });
    expect(rendered(source, '{}')).toEqual({ ok: true, text: '0' });
  });

  it.each([
    'process',
    'globalThis',
    'require',
    'module',
    'fetch',
    'Buffer',
    'console',
    'import',
    'this',
    'self',
    'run',
    'environment',
  ])('reaches no files, network or process by the name of %s', (name) => {
    expect(rendered(`{{ ${name} }}{{ ${name}.env }}{{ ["${name}"] }}`)).toEqual({
      ok: true,
      text: '',
    });
  });

  it('has one moment that is now', () => {
    const source = '{% for i in (1..3) %}{{ "now" | date: "%FT%T.%L " }}{% endfor %}';

    expect(renderTextInThisThread(source, { nowMs: 1_700_000_000_123 })).toEqual({
      ok: true,
      text: '2023-11-14T22:13:20.123 '.repeat(3),
    });
  });
});
