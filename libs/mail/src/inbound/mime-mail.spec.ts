import fc from 'fast-check';
import type { InboundMail } from './inbound-mail.ts';
import { readMail } from './read-mail.ts';
import { strippedReplyOf } from './stripped-reply.ts';

const read = async (raw: string | Buffer): Promise<InboundMail> => {
  const reading = await readMail({ form: 'mime', bytes: Buffer.from(raw) });
  if (!reading.ok) throw new Error(reading.why);
  return JSON.parse(reading.json) as InboundMail;
};

const whole = [
  'Received: from a.example by b.example; Mon, 23 Nov 2026 10:00:00 +0100',
  'From: =?UTF-8?Q?J=C3=B6rg?= <joerg@a.example>',
  'To: "Orders, Inc" <orders+17@shop.example>, plain@shop.example',
  'Cc: Team: one@a.example, Two <two@a.example>;',
  'Reply-To: answers@a.example',
  'Subject: =?UTF-8?B?R3LDvMOfZQ==?=',
  'Date: Mon, 23 Nov 2026 10:00:00 +0100',
  'Message-ID: <1@a.example>',
  'X-Odd:  folded',
  '\tvalue',
  'MIME-Version: 1.0',
  'Content-Type: multipart/mixed; boundary=m',
  '',
  '--m',
  'Content-Type: multipart/alternative; boundary=a',
  '',
  '--a',
  'Content-Type: text/plain; charset=iso-8859-1',
  'Content-Transfer-Encoding: quoted-printable',
  '',
  'Gr=FC=DFe',
  '',
  'On Sun, 22 Nov 2026, Shop wrote:',
  '> What do you say?',
  '--a',
  'Content-Type: text/html; charset=utf-8',
  '',
  '<p>Grüße</p>',
  '--a--',
  '--m',
  'Content-Type: application/pdf; name="=?UTF-8?Q?R=C3=A4chnung.pdf?="',
  'Content-Disposition: attachment; filename="=?UTF-8?Q?R=C3=A4chnung.pdf?="',
  'Content-ID: <c1>',
  'Content-Transfer-Encoding: base64',
  '',
  'AP8=',
  '--m--',
].join('\r\n');

describe('a mail in MIME', () => {
  it('is told with every member of the data, and none else', async () => {
    const mail = await read(whole);

    expect(mail).toMatchObject({
      from: 'joerg@a.example',
      from_name: 'Jörg',
      from_full: { email: 'joerg@a.example', name: 'Jörg', mailbox_hash: '' },
      to: '"Orders, Inc" <orders+17@shop.example>, plain@shop.example',
      to_full: [
        { email: 'orders+17@shop.example', name: 'Orders, Inc', mailbox_hash: '17' },
        { email: 'plain@shop.example', name: '', mailbox_hash: '' },
      ],
      cc: 'one@a.example, "Two" <two@a.example>',
      cc_full: [{ email: 'one@a.example' }, { email: 'two@a.example', name: 'Two' }],
      reply_to: 'answers@a.example',
      subject: 'Grüße',
      date: 'Mon, 23 Nov 2026 10:00:00 +0100',
      message_id: '1@a.example',
      text_body: expect.stringMatching(/^Grüße\s+On Sun/),
      stripped_text_reply: 'Grüße',
      html_body: expect.stringContaining('<p>Grüße</p>'),
      attachments: [
        {
          name: 'Rächnung.pdf',
          content: 'AP8=',
          content_type: 'application/pdf',
          content_length: 2,
          content_id: 'c1',
        },
      ],
    });
    expect(mail.headers).toContainEqual({ name: 'X-Odd', value: 'folded\tvalue' });
    expect(Object.keys(mail)).toEqual(
      ['attachments cc cc_full date from from_full from_name headers html_body message_id']
        .concat('reply_to stripped_text_reply subject text_body to to_full')
        .join(' ')
        .split(' '),
    );
  });

  it('says little where the mail does', async () => {
    expect(await read('From: a@b\r\n\r\n')).toMatchObject({
      from: 'a@b',
      to: '',
      to_full: [],
      subject: '',
      text_body: '',
      html_body: '',
      attachments: [],
    });
  });

  it.each([
    ['an unknown charset', 'Content-Type: text/plain; charset=klingon\r\n\r\nabc'],
    ['a broken one', 'Content-Type: text/plain; charset="\r\n\r\nabc'],
    ['base64 that is none', 'Content-Transfer-Encoding: base64\r\n\r\n!!!!\u0000'],
    ['a boundary that never comes', 'Content-Type: multipart/mixed; boundary=x\r\n\r\nabc'],
    ['no boundary', 'Content-Type: multipart/mixed\r\n\r\nabc'],
  ])('is read with %s', async (_what, rest) => {
    expect(await read(`From: a@b\r\n${rest}`)).toMatchObject({ from: 'a@b' });
  });

  it.each([
    ['nothing', ''],
    ['something else', '{"From":"a@b"}'],
    ['a web page', '<html>\n\n<body>'],
    ['headers past their limit', `From: a@b\r\nX-A: ${'a'.repeat(1_100_000)}\r\n\r\n`],
    [
      'parts in parts in parts',
      `From: a@b\r\n${Array.from(
        { length: 60 },
        (_, n) => `Content-Type: multipart/mixed; boundary=b${n}\r\n\r\n--b${n}\r\n`,
      ).join('')}`,
    ],
  ])('is none: %s', async (_what, raw) => {
    expect(await readMail({ form: 'mime', bytes: Buffer.from(raw) })).toMatchObject({ ok: false });
  });

  it('is read, or is none, for any bytes', async () => {
    await fc.assert(
      fc.asyncProperty(fc.uint8Array({ maxLength: 400 }), fc.boolean(), async (bytes, isNamed) => {
        const raw = Buffer.concat([Buffer.from(isNamed ? 'From: a@b\r\n' : ''), bytes]);
        const reading = await readMail({ form: 'mime', bytes: raw });
        if (reading.ok) expect(() => JSON.parse(reading.json) as unknown).not.toThrow();
      }),
    );
  });
});

describe('a reply without what it quotes', () => {
  it.each([
    ['Yes.\n\nOn Mon, 1 Jan 2026 at 10:00, A B <a@b> wrote:\n> No?', 'Yes.'],
    ['Yes.\n\nOn Mon, 1 Jan 2026 at 10:00, A B\n<a@b> wrote:\n> No?', 'Yes.'],
    ['Ja.\n\nAm 1. Januar schrieb A B:\n> Nein?', 'Ja.'],
    ['Yes.\n-- \nBob\n\n> No?', 'Yes.'],
    ['Yes.\n\n-----Original Message-----\nFrom: a', 'Yes.'],
    ['Just a mail.\n\nIt quotes nothing.', ''],
    ['> only a quotation', ''],
  ])('%j', (text, reply) => {
    expect(strippedReplyOf(text)).toBe(reply);
  });

  it('is found in time that grows with the text', () => {
    expect(strippedReplyOf('On '.repeat(300_000))).toBe('');
    expect(strippedReplyOf(`${'On wrote\n'.repeat(100_000)}`)).toBe('');
  });
});
