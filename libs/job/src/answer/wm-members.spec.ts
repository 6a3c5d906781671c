import { wmFailureOf } from './wm-failure.ts';
import { wmLabelsOf } from './wm-labels.ts';

describe('a result with wm_failure', () => {
  it('fails the run and keeps its members, digits included, beside the error', () => {
    const failure = wmFailureOf('{"wm_failure":"sold out","wm_status_code":409,"n":1.0}');

    expect(failure?.error).toEqual({ code: 'wm_failure', message: 'sold out' });
    expect(failure?.result.text).toBe(
      '{"wm_failure":"sold out","wm_status_code":409,"n":1.0,' +
        '"error":{"name":"WmFailure","message":"sold out","stack":"","code":"wm_failure"}}',
    );
  });

  it('replaces an error of its own', () => {
    const failure = wmFailureOf('{"error":"mine","windmill_failure":"theirs"}');

    expect(JSON.parse(failure!.result.text).error.message).toBe('theirs');
  });

  it.each([
    ['wm over windmill', '{"windmill_failure":"w","wm_failure":"m"}', 'm'],
    ['windmill where wm is null', '{"windmill_failure":"w","wm_failure":null}', 'w'],
    ['an empty text', '{"wm_failure":""}', ''],
    ['a name in escapes', '{"\\u0077m_failure":"m"}', 'm'],
  ])('takes %s', (_what, result, message) => {
    expect(wmFailureOf(result)?.error.message).toBe(message);
  });

  it.each([
    '{"wm_failure":null}',
    '{"wm_failure":7}',
    '{"wm_failure":["x"]}',
    '{"a":{"wm_failure":"x"}}',
    '[{"wm_failure":"x"}]',
    '"wm_failure"',
    'null',
    '{"__proto__":{"wm_failure":"x"}}',
  ])('is not %s', (result) => {
    expect(wmFailureOf(result)).toBeUndefined();
  });
});

describe('the labels of a job', () => {
  it('are the texts of wm_labels, each once', () => {
    expect(wmLabelsOf('{"wm_labels":["a","b","a"]}')).toEqual(['a', 'b']);
  });

  it('are at most twenty of a hundred characters', () => {
    const many = Array.from({ length: 25 }, (_none, index) => `l${index}`);
    const longest = '🏷'.repeat(100);
    const labels = JSON.stringify({ wm_labels: [`${longest}x`, longest, ...many] });

    expect(wmLabelsOf(labels)).toEqual([longest, ...many.slice(0, 19)]);
  });

  it.each([
    ['{"wm_labels":"a"}', []],
    ['{"wm_labels":[1,null,{"a":1},"","x"]}', ['x']],
    ['{"wm_labels":["a\\u0000b"]}', ['a\ufffdb']],
    ['{"labels":["a"]}', []],
    ['null', []],
  ])('of %s are %j', (result, labels) => {
    expect(wmLabelsOf(result)).toEqual(labels);
  });
});
