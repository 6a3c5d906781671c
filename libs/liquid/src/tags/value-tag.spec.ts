import { renderInThisThread, renderTextInThisThread } from '../testing/index.ts';

const printed = (source: string) => renderTextInThisThread(source, { context: '{"f":1.0}' });

describe('log, error and result print one object for', () => {
  it.each([
    ['a block', '{% log %}{"a": 1}{% endlog %}', '{"log":{"a":1}}'],
    ['a single value', '{% error "No address" %}', '{"error":"No address"}'],
    ['a missing value', '{% log nope %}', '{"log":null}'],
    ['named values', '{% log message: "x", n: f %}', '{"log":{"message":"x","n":1.0}}'],
    ['several values', '{% log 1, 2 %}', '{"log":[1,2]}'],
    ['a result', '{% result f %}', '{"result":1.0}'],
    ['a result by name', '{% result a: 1 %}', '{"result":{"a":1}}'],
    ['a result as JSON', '{% result %}[1]{% endresult %}', '{"result":[1]}'],
  ])('%s', (_, source, object) => {
    expect(printed(source)).toEqual({ ok: true, text: `${object}\n` });
  });

  it.each(['{% log 1, a: 2 %}', '{% result a: 1, 2 %}'])('and refuse %s', (source) => {
    expect(printed(source)).toMatchObject({ ok: false, error: { code: 'liquid_syntax' } });
  });
});

describe('an outcome', () => {
  it('takes the last result', () => {
    expect(renderInThisThread('{% result 1 %}{% result 2 %}')).toMatchObject({ result: '2' });
    expect(renderInThisThread('')).toMatchObject({ ok: true, result: null });
  });

  it('keeps logs and error objects in order without ending the render', () => {
    const outcome = renderInThisThread(
      '{% log 1 %}{% error "a" %}{% log 2 %}{% error b: 1 %}{% action "echo", 1 %}',
    );

    expect(outcome).toMatchObject({
      ok: true,
      logs: ['1', '2'],
      errors: ['"a"', '{"b":1}'],
      actions: [{ type: 'echo' }],
    });
  });

  it('has the logs up to a render error', () => {
    const outcome = renderInThisThread(
      '{% log "before" %}{{ 1 | divided_by: 0 }}{% log "after" %}',
    );

    expect(outcome).toEqual({
      ok: false,
      logs: ['"before"'],
      error: { code: 'liquid_render', message: 'divided by 0', line: 1, column: 19 },
    });
  });
});
