import { parseJson } from '@millwright/kernel';
import { emailOptions } from './email.options.ts';

const base = { to: 'a@b', subject: 'S', body: '<p>B</p>' };
const read = (options: object) => emailOptions.read(parseJson(JSON.stringify(options)));
const readable = (options: object) => {
  const reading = read({ ...base, ...options });
  if (!reading.ok) throw new Error(JSON.stringify(reading.faults));
  return reading.options;
};
const faultsOf = (options: object): string[] => {
  const reading = read(options);
  return reading.ok ? [] : reading.faults.map(({ path }) => path);
};

describe('the options of a mail', () => {
  it('take addresses as text or array, and name nobody twice', () => {
    const { to, cc, bcc } = readable({
      to: 'Ann <A@b>, a@b, c@d',
      cc: ['c@D', 'e@f'],
      bcc: ['E@F', 'g@h'],
    });

    expect([to, cc, bcc].map((list) => list.map(({ address }) => address))).toEqual([
      ['A@b', 'c@d'],
      ['e@f'],
      ['g@h'],
    ]);
  });

  it('name the place of an address that is none', () => {
    expect(faultsOf({ ...base, to: 'a@b, nope', cc: ['a@b', 7] })).toEqual([
      'options.to[1]',
      'options.cc[1]',
    ]);
  });

  it.each<[object, string[]]>([
    [{}, ['options.to', 'options.subject', 'options.body']],
    [{ ...base, to: [] }, ['options.to']],
    [{ ...base, to: ' , ' }, ['options.to']],
    [{ ...base, reply_to: 'a@b, c@d' }, ['options.reply_to']],
    [{ ...base, from_display_name: 'A\r\nBcc: x@y' }, ['options.from_display_name']],
    [{ ...base, headers: { 'X-A': 'a\r\nBcc: x@y' } }, ['options.headers.X-A']],
    [{ ...base, headers: { 'X-A': 1 } }, ['options.headers.X-A']],
    [{ ...base, headers: { 'X A': 'a' } }, ['options.headers.X A']],
    [{ ...base, headers: { 'X-A\r\nBcc': 'a' } }, ['options.headers.X-A\r\nBcc']],
    ...['From', 'to', 'CC', 'Bcc', 'Subject', 'Date', 'Message-ID', 'Content-Type'].map(
      (name): [object, string[]] => [
        { ...base, headers: { [name]: 'x' } },
        [`options.headers.${name}`],
      ],
    ),
    [{ ...base, template: true }, ['options.template']],
    [{ ...base, attachments: { 'a/b': 'x' } }, ['options.attachments.a/b']],
    [{ ...base, attachments: { 'a\nb': 'x' } }, ['options.attachments.a\nb']],
    [{ ...base, attachments: { a: { base64: '?' } } }, ['options.attachments.a.base64']],
  ])('are refused by path: %#', (options, paths) => {
    expect(faultsOf(options)).toEqual(paths);
  });

  it('turn line breaks of a subject into spaces, and take an empty one', () => {
    expect(readable({ subject: 'a\r\nBcc: x@y\n\nb' }).subject).toBe('a Bcc: x@y b');
    expect(readable({ subject: '' }).subject).toBe('');
  });

  it.each([
    [{}, undefined],
    [{ template: null }, undefined],
    [{ template: '' }, null],
    [{ template: false }, null],
    [{ template: 'order' }, 'order'],
  ])('say which template: %j', (options, template) => {
    expect(readable(options).template).toBe(template);
  });

  it('are all there for a template, also those that nobody knows', () => {
    const reading = read({ ...base, total: 1, lines: [{ a: true }] });

    expect(reading).toMatchObject({ ok: true, warnings: [] });
    if (!reading.ok) return;
    expect([...reading.options.variables.keys()]).toEqual([
      'to',
      'subject',
      'body',
      'total',
      'lines',
    ]);
  });
});
