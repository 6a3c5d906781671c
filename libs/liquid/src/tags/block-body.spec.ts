import { renderInThisThread } from '../testing/index.ts';

describe('a break in a block', () => {
  it.each(['action "echo"', 'log', 'error', 'result'])('abandons %s', (tag) => {
    const name = tag.split(' ')[0]!;
    const source = `{% log 1 %}{% ${tag} %}{"a":{% if true %}{% break %}{% endif %}}{% end${name} %}{% log 2 %}`;

    expect(renderInThisThread(source)).toEqual({
      ok: true,
      actions: [],
      logs: ['1'],
      errors: [],
      result: null,
    });
  });

  it('abandons it and ends the loop around it', () => {
    const source =
      '{% for i in (1..3) %}{% log %}{% if i == 2 %}{% break %}{% endif %}{{ i }}{% endlog %}{% endfor %}{% log "after" %}';

    expect(renderInThisThread(source)).toMatchObject({ ok: true, logs: ['1', '"after"'] });
  });
});
