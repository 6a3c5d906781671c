import fc from 'fast-check';
import { mailboxOf, splitAddresses, textOfMailbox } from './mailbox.ts';

describe('an address', () => {
  it.each([
    ['a@b', '', 'a@b'],
    [' a.b+c@d.example ', '', 'a.b+c@d.example'],
    ['Ann <a@b>', 'Ann', 'a@b'],
    ['"Ann, \\"the\\" Boss" <a@b>', 'Ann, "the" Boss', 'a@b'],
    ['Jörg Müller <jörg@müller.example>', 'Jörg Müller', 'jörg@müller.example'],
    ['<a@b>', '', 'a@b'],
  ])('is read: %s', (text, name, address) => {
    expect(mailboxOf(text)).toEqual({ name, address });
  });

  it.each([
    '',
    'a',
    '@b',
    'a@',
    'a b@c',
    'a@b@c',
    'a@b,c@d',
    'a@.b',
    'a@b..c',
    'a@b.',
    'Ann <a@b> more',
    'Ann <a@b',
    'a@b\r\nBcc: c@d',
    'Ann\r\nBcc: c@d <a@b>',
    'Ann\u2028x <a@b>',
    `${'a'.repeat(65)}@b`,
    `a@${'b'.repeat(253)}`,
    'a@b>,<c@d',
    'a\u0000@b',
  ])('is refused: %j', (text) => {
    expect(mailboxOf(text)).toBeUndefined();
  });

  it('never has a line break in it, for any text', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (text) => {
        for (const candidate of [text, `${text}@b`, `${text} <a@b>`, `x <${text}@b>`]) {
          const mailbox = mailboxOf(candidate);
          if (mailbox) expect(textOfMailbox(mailbox)).not.toMatch(/[\r\n\0]/);
        }
      }),
    );
  });

  it('comes back from its text as it was, for any name', () => {
    fc.assert(
      fc.property(fc.string(), (text) => {
        const mailbox = mailboxOf(`"${text.replace(/["\\]/g, '\\$&')}" <a@b>`);
        if (mailbox) expect(mailboxOf(textOfMailbox(mailbox))).toEqual(mailbox);
      }),
    );
  });
});

it('a list is parted by commas, but not by those in names', () => {
  expect(splitAddresses('a@b, "Doe, John" <c@d>,, <e@f> , ')).toEqual([
    'a@b',
    ' "Doe, John" <c@d>',
    ' <e@f> ',
  ]);
});

it('a list of any text is read in time that grows with it', () => {
  for (const text of ['"'.repeat(200_000), '<'.repeat(200_000), '\\"'.repeat(100_000)]) {
    expect(splitAddresses(text).length).toBeLessThan(200_001);
  }
});
