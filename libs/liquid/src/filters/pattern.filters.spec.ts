import fc from 'fast-check';
import { printed, renderTextInThisThread, strictScope } from '../testing/index.ts';
import { scan } from './pattern.filters.ts';

const scanned = (text: string, pattern: string): string =>
  printed('{{ text | scan: pattern | join: "|" }}', { text, pattern });

describe('match', () => {
  it('is nil where nothing matches', () => {
    expect(printed('{{ "abc" | match: "\\d" | json }}')).toBe('null');
    expect(printed('[{{ missing | match: "x" }}]')).toBe('[]');
  });

  it('is the first match, with its groups in order, nil for one that took no part', () => {
    const template =
      '{% assign m = "k=v;x" | match: "(\\w)(=)?(\\d)?" %}{{ m }} {{ m.captures | json }} {{ m.named_captures | json }}';

    expect(printed(template)).toBe('k= ["k","=",null] {}');
  });

  it('leaves groups without a name out where others have one, as Ruby does', () => {
    expect(printed('{% assign m = "ab" | match: "(a)(?<n>b)" %}{{ m.captures | json }}')).toBe(
      '["b"]',
    );
  });

  it('keeps names that JavaScript gives a meaning', () => {
    expect(
      printed('{% assign m = "a" | match: "(?<__proto__>a)" %}{{ m.named_captures | json }}'),
    ).toBe('{"__proto__":"a"}');
  });
});

describe('scan', () => {
  it.each([
    ['abc', '', '|||'],
    ['a😀b', '', '|||'],
    ['a😀b', '.', 'a|😀|b'],
    ['aaa', 'aa', 'aa'],
    ['', 'x', ''],
    ['xay', '\\b', '|'],
  ])('finds in %j by %j %j', (text, pattern, found) => {
    expect(scanned(text, pattern)).toBe(found);
  });

  it('finds the same again in the same run', () => {
    expect(
      printed(
        '{% for i in (1..3) %}{{ "a1b2" | scan: "\\d" | size }}{{ "x9" | match: "\\d" }}{% endfor %}',
      ),
    ).toBe('292929');
  });

  it('goes on behind a slice of time', () => {
    const text = 'ab'.repeat(200_000);

    expect(printed('{{ text | scan: "(a)(b)" | size }}', { text })).toBe('200000');
  });
});

describe('a regular expression', () => {
  it.each([
    ['anchors of lines', 'a\nb', '^\\w$', 'a|b'],
    ['the start of the text', 'a\na', '\\Aa', 'a'],
    ['the end of the text', 'a\na', 'a\\z', 'a'],
    ['the end before a last line end', 'a\na\n', 'a\\Z', 'a'],
    ['\\z, which is not before it', 'a\n', 'a\\z', ''],
    ['hexadecimal digits', 'fg09', '\\h+', 'f|09'],
    ['line ends', 'a\r\nb\nc', '\\R', '\r\n|\n'],
    ['what to keep out', 'a=1,b=2', '\\w=\\K\\d', '1|2'],
    ['ignoring case from here', 'aBAB', 'a(?i)b', 'aB'],
    ['ignoring case in a group', 'AB aB', '(?i:a)B', 'AB|aB'],
    ['a dot that stops at line ends', 'a\nb', 'a.b', ''],
    ['and with (?m) does not', 'a\nb', '(?m)a.b', 'a\nb'],
    ['spaces and comments with (?x)', 'ab', '(?x) a  b # both', 'ab'],
    ['look-behind', 'a1b2', '(?<=b)\\d', '2'],
    ['negative look-behind', 'a1b2', '(?<!b)\\d', '1'],
    ['look-ahead', 'a1b2', '\\w(?=2)', 'b'],
    ['back references by name', 'abab aa', '(?<c>\\w)\\k<c>', 'aa'],
    ['back references by number', 'xyzzy', '(\\w)\\1', 'zz'],
    ['possessive quantifiers', 'aaab', 'a++ab|b', 'b'],
    ['atomic groups', 'aab', '(?>a+)ab|b', 'b'],
    ['lazy quantifiers', '<a><b>', '<.+?>', '<a>|<b>'],
    ['a brace without a lower bound', 'aaa', 'a{,2}', 'aa|a|'],
    ['recursion', 'x(a(b)c)y', '\\((?:[^()]|\\g<0>)*\\)', '(a(b)c)'],
    ['intersections of classes', 'abcd', '[a-d&&[^b]]', 'a|c|d'],
    ['properties', 'aÉ1', '\\p{Lu}', 'É'],
    ['a code point', 'a😀', '\\u{1F600}', '😀'],
    ['several code points', 'xab', '\\u{61 62}', 'ab'],
    ['the end of the match before', 'aab a', '\\Ga', 'a|a'],
    ['the same, where it may be empty', 'ab', '\\Ga|', 'a||'],
    ['a slash', 'a/b', '\\/', '/'],
  ])('has %s', (_, text, pattern, found) => {
    expect(scanned(text, pattern)).toBe(found);
  });

  it.each([
    ['digits', '1٣', '\\d', '1'],
    ['what are no digits', '1٣', '\\D', '٣'],
    ['words', 'aé_', '\\w', 'a|_'],
    ['what are no words', 'aé_', '\\W', 'é'],
    ['spaces', 'a \u00a0\v', '\\s', ' |\v'],
    ['what are no spaces', ' \u00a0', '\\S', '\u00a0'],
    ['digits in a class', '1٣-', '[\\d-]', '1|-'],
    ['no digits in a class', '1٣a', '[^\\da]', '٣'],
  ])('takes ASCII alone for %s', (_, text, pattern, found) => {
    expect(scanned(text, pattern)).toBe(found);
  });

  it.each([
    ['alpha', 'aé1', 'a|é'],
    ['digit', '1٣a', '1|٣'],
    ['alnum', 'é1-', 'é|1'],
    ['upper', 'aÉ', 'É'],
    ['lower', 'éA', 'é'],
    ['space', 'a\u00a0b', '\u00a0'],
    ['punct', 'a-$©€_~', '-|$|_|~'],
    ['^punct', '-a©', 'a|©'],
    ['xdigit', 'fgF', 'f|F'],
    ['cntrl', 'a\u0001', '\u0001'],
    ['blank', 'a \t\n', ' |\t'],
    ['word', 'é_-', 'é|_'],
  ])('has the class %s', (name, text, found) => {
    expect(scanned(text, `[[:${name}:]]`)).toBe(found);
  });

  it.each([
    '(',
    '[',
    '*',
    '\\k<x>',
    '(?<n>a)(?<n',
    '(?(1)a|b)',
    '[z-a]',
    '\\u{110000}',
    '(?u)a',
    '(?a)a',
  ])('that is none is refused: %s', (pattern) => {
    expect(printed('{{ "a" | match: pattern }}', { pattern })).toMatch(
      /^error: match: invalid regular expression: /,
    );
    expect(printed('{{ "a" | scan: pattern }}', { pattern })).toMatch(
      /^error: scan: invalid regular expression: /,
    );
  });
});

describe('a regular expression that tries to starve the runner', () => {
  it.each([
    ['(a+)+$', `${'a'.repeat(60)}b`],
    ['(a*)*b', 'a'.repeat(60)],
    ['(?:a|aa)+$', `${'a'.repeat(90)}b`],
    ['(.*)*x', 'b'.repeat(50_000)],
    ['[^a]*c', 'b'.repeat(2_000_000)],
  ])('is stopped after a second: %s', (pattern, text) => {
    const filter = pattern.startsWith('[') ? 'match' : 'scan';

    expect(printed(`{{ text | ${filter}: pattern }}`, { text, pattern })).toBe(
      `error: ${filter}: one match took longer than 1000 ms: make the pattern simpler or the text shorter`,
    );
  });

  it('is stopped by the time that is left', () => {
    const outcome = renderTextInThisThread('{{ text | match: "(a+)+$" }}', {
      context: { text: `${'a'.repeat(60)}b` },
      limits: { timeMs: 100 },
    });

    expect(outcome).toMatchObject({ error: { code: 'time_limit' } });
  });

  it('pays for what it finds', () => {
    expect(() => scan.call(strictScope(24 * 1024 * 1024), 'a'.repeat(150_000), '')).toThrow(
      'more than 24 MB',
    );
  });

  it.each([
    ['longer than it may be', 'a'.repeat(4_097)],
    ['copying its groups again and again', '(?<a>x)'.concat('\\g<a>'.repeat(11))],
  ])('is refused: %s', (_, pattern) => {
    expect(printed('{{ "a" | match: pattern }}', { pattern })).toMatch(
      /^error: match: invalid regular expression: the pattern /,
    );
  });

  it.each([
    ['brackets', '('.repeat(2_048) + ')'.repeat(2_048)],
    ['classes', `${'['.repeat(2_000)}a${']'.repeat(2_000)}`],
    ['repetitions', '(?:'.repeat(800) + 'a' + '){9,}'.repeat(800)],
    ['counts', '((((a{999}){999}){999}){999})'],
    ['alternatives', 'a|'.repeat(2_000)],
    [
      'groups that call groups',
      '(?<a>\\g<b>\\g<b>\\g<b>)(?<b>\\g<c>\\g<c>\\g<c>)(?<c>\\g<d>\\g<d>\\g<d>)(?<d>'.concat(
        'x'.repeat(3_900),
        ')',
      ),
    ],
  ])('ends, whatever it nests: %s', (_, pattern) => {
    const outcome = renderTextInThisThread('{{ text | scan: pattern | size }}', {
      context: { pattern, text: 'a'.repeat(5_000) },
    });

    expect(outcome.ok || ['liquid_render', 'memory_limit'].includes(outcome.error.code)).toBe(true);
  });

  it('ends with matches or a refusal, for any pattern', () => {
    const piece = fc.constantFrom(
      '(',
      ')',
      '(?:',
      '(?>',
      '(?=',
      '(?!',
      '(?<=',
      '(?<!',
      '(?<n>',
      '(?i)',
      '(?mx)',
      '(?~',
      '(?#',
      '[',
      ']',
      '[^',
      '[[:alpha:]]',
      '&&',
      '*',
      '+',
      '?',
      '{2}',
      '{,3}',
      '{1,}',
      '|',
      '^',
      '$',
      '.',
      '\\A',
      '\\z',
      '\\Z',
      '\\G',
      '\\K',
      '\\R',
      '\\X',
      '\\b',
      '\\B',
      '\\d',
      '\\w',
      '\\h',
      '\\1',
      '\\k<n>',
      '\\g<n>',
      '\\g<0>',
      '\\p{L}',
      '\\u{41}',
      '\\x41',
      '\\',
      '#',
      ' ',
      '-',
      'a',
      'é',
      '😀',
      '\ud800',
    );
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 14 }), (pieces) => {
        const outcome = printed('{{ text | scan: pattern | size }}', {
          pattern: pieces.join(''),
          text: 'aAé1 😀\n(a)#-',
        });

        expect(outcome).toMatch(
          /^(?:\d+|error: scan: (?:invalid regular expression|one match took|the pattern goes)[^]*)$/,
        );
      }),
      { numRuns: 500 },
    );
  });
});
