import { renderInThisThread } from '../testing/index.ts';

const errorOf = (output: string) => {
  const outcome = renderInThisThread(`{% raw %}${output}{% endraw %}`);
  return outcome.ok ? undefined : outcome.error;
};

describe('the output of a script', () => {
  it.each(['', ' \n\t ', '{"log":1}{"log":2}', '{"log":{"a":"}{\\""}}\n\n {"result":[{}]}'])(
    'may be %j',
    (output) => {
      expect(errorOf(output)).toBeUndefined();
    },
  );

  it('may hold objects written by hand, kept as they were written', () => {
    const outcome = renderInThisThread(
      '{ "action" : {"type":"echo", "options": { "a":1.0 }, "meta": [ 1e3 ] } }',
    );

    expect(outcome).toMatchObject({
      actions: [{ type: 'echo', options: '{ "a":1.0 }', meta: '[ 1e3 ]', performEvent: true }],
    });
  });

  it.each([
    ['text', 'hello', /line 1, column 1 of the output: hello$/],
    ['text after an object', '{"log":1}\n oops', /line 2, column 2 of the output: oops$/],
    [
      'a comma between objects',
      '{"log":1},{"log":2}',
      /line 1, column 10 of the output: ,{"log":2}$/,
    ],
    ['one brace too many', '{"log":1}}', /line 1, column 10 of the output: }$/],
    ['a scalar', 'null', /: null$/],
    ['an array', '[{"log":1}]', /: \[{"log":1}\]$/],
    ['an unknown key', '{"logs":1}', /exactly one of the keys/],
    ['two keys', '{"log":1,"error":2}', /exactly one of the keys/],
    ['no key', '{}', /exactly one of the keys/],
    ['an object that does not end', '{"log":"}', /does not end/],
    ['broken JSON', '{"log":01}', /invalid JSON/],
    ['an action without a type', '{"action":{"options":1}}', /without a "type"/],
    ['an action that is no object', '{"action":[1]}', /without a "type"/],
    ['an action whose type is no text', '{"action":{"type":1}}', /without a "type"/],
  ])('may not be %s', (_, output, message) => {
    expect(errorOf(output)).toEqual({
      code: 'output_invalid',
      message: expect.stringMatching(message),
    });
  });

  it('is quoted by its first 60 characters', () => {
    expect(errorOf('x'.repeat(500))?.message).toMatch(/: x{60}$/);
    expect(errorOf('😀'.repeat(500))?.message).toMatch(/: (?:😀){60}$/u);
  });
});
