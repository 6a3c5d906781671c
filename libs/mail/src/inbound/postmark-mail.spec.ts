import fc from 'fast-check';
import { readMail } from './read-mail.ts';

const read = (text: string) => readMail({ form: 'json', bytes: Buffer.from(text) });

describe('a mail as Postmark sends it', () => {
  it('has its keys in snake_case at every depth, and its values as they came', async () => {
    const reading = await read(
      `{"FromName":"A","From":"a@b","FromFull":{"Email":"a@b","Name":"A","MailboxHash":""},
        "MessageID":"22c74902","HtmlBody":"<p>\\u0000","OriginalRecipient":"x+y@z","Score":1.0,
        "ToFull":[{"Email":"x+y@z","Name":"","MailboxHash":"y"}],
        "Headers":[{"Name":"X-Spam-Status","Value":"No"}],
        "Attachments":[{"Name":"MyName.png","Content":"AP8=","ContentType":"image/png","ContentLength":2,"ContentID":"c"}]}`,
    );

    if (!reading.ok) throw new Error(reading.why);
    expect(reading.json).toContain('"score":1.0');
    expect(JSON.parse(reading.json)).toMatchObject({
      from_name: 'A',
      from_full: { email: 'a@b', name: 'A', mailbox_hash: '' },
      message_id: '22c74902',
      html_body: '<p>\u0000',
      original_recipient: 'x+y@z',
      to_full: [{ email: 'x+y@z', mailbox_hash: 'y' }],
      headers: [{ name: 'X-Spam-Status', value: 'No' }],
      attachments: [{ name: 'MyName.png', content_type: 'image/png', content_id: 'c' }],
      subject: '',
      cc_full: [],
    });
  });

  it.each(['', '[]', '{}', '{"From":1}', '{"From":"a@b"', '"From"'])(
    'is none: %s',
    async (text) => {
      expect(await read(text)).toMatchObject({ ok: false });
    },
  );

  it('is none in bytes that are no text', async () => {
    const bytes = Buffer.from('{"From":"\xff"}', 'latin1');

    expect(await readMail({ form: 'json', bytes })).toMatchObject({ ok: false });
  });

  it('is read, or is none, for any JSON', async () => {
    await fc.assert(
      fc.asyncProperty(fc.json(), async (text) => {
        const reading = await read(text);
        if (reading.ok) expect(() => JSON.parse(reading.json) as unknown).not.toThrow();
      }),
    );
  });
});
