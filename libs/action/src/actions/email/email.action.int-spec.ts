import { GivenConnections } from '@millwright/connection/testing';
import { newId } from '@millwright/kernel';
import type { OutboundHttp } from '@millwright/net';
import { parsedMail, type SmtpPeer, startHttpPeer, startSmtpPeer } from '@millwright/testing';
import { actionConformance } from '../../testing/action.conformance.ts';
import { contextOf } from '../../testing/context-of.ts';
import { GivenMailRoom } from '../../testing/given-mail-room.ts';
import { email } from './email.action.ts';
import { performMail, plainMail, resultOf, smtpAt, testNet } from './testing/mail-cases.ts';

let peer: SmtpPeer;
let net: OutboundHttp;
beforeAll(async () => {
  net = testNet();
  peer = await startSmtpPeer();
});
afterAll(async () => {
  await net.close();
  await peer.close();
});
const lastRaw = (): string => peer.mails.at(-1)!.raw;

actionConformance(email, {
  open: async () => ({
    context: contextOf({ net, connections: smtpAt(peer.port), mail: new GivenMailRoom() }),
  }),
  valid: () => [JSON.stringify({ ...plainMail, of_the_template: { a: 1 } })],
  refused: [
    { options: '{}', path: 'options.to' },
    { options: '[]', path: 'options' },
    { options: '{"to":"a@b, c","subject":"","body":""}', path: 'options.to[1]' },
    { options: '{"to":"a@b","subject":"","body":"","template":"none"}', path: 'options.template' },
  ],
  takesAnything: true,
});

describe('a mail', () => {
  it('is what its options say, in UTF-8, as HTML and as text', async () => {
    const actionRunId = newId();
    const outcome = await performMail(
      {
        to: ['Jörg <ann@peer.test>', 'bob@peer.test'],
        cc: 'carl@peer.test, BOB@peer.test',
        bcc: 'dora@peer.test',
        subject: 'Grüße\nund mehr',
        body: '<style>p{color:red}</style><p>Ein Gruß</p>',
        reply_to: 'Support <help@shop.test>',
        from_display_name: 'Läden, "Inc"',
        headers: { 'X-Order': '№ 17' },
      },
      { net, connections: smtpAt(peer.port), actionRunId },
    );

    const all = ['ann@peer.test', 'bob@peer.test', 'carl@peer.test', 'dora@peer.test'];
    expect(resultOf(outcome)).toEqual({
      message_id: `<${actionRunId}@shop.test>`,
      accepted: all,
      rejected: [],
    });
    const { from, to, raw } = peer.mails.at(-1)!;
    expect([from, to]).toEqual(['shop@shop.test', all]);
    expect(await parsedMail(raw)).toMatchObject({
      messageId: `<${actionRunId}@shop.test>`,
      subject: 'Grüße und mehr',
      from: { name: 'Läden, "Inc"', address: 'shop@shop.test' },
      to: [
        { name: 'Jörg', address: 'ann@peer.test' },
        { name: '', address: 'bob@peer.test' },
      ],
      cc: [{ address: 'carl@peer.test' }],
      replyTo: [{ name: 'Support', address: 'help@shop.test' }],
      html: expect.stringContaining('<p style="color: red;">Ein Gruß</p>'),
      text: expect.stringContaining('Ein Gruß'),
    });
    expect(raw).not.toContain('dora@');
    expect(raw).toContain('X-Order: =?UTF-8?');
  });

  it('is the same to the last byte when it is tried again', async () => {
    const given = { net, connections: smtpAt(peer.port), actionRunId: newId(), startedAtMs: 9e11 };
    const attachments = { 'a.txt': 'a' };

    await performMail({ attachments }, given);
    const first = lastRaw();
    await performMail({ attachments }, given);

    expect(lastRaw()).toBe(first);
  });

  it('has its files with it, each as what it is', async () => {
    const web = await startHttpPeer(() => ({
      status: 200,
      headers: { 'content-type': 'image/x-odd' },
      body: 'pixels',
    }));
    const attachments = {
      'Übersicht, neu.csv': 'a,b',
      'data.bin': { base64: 'AP8=' },
      picture: { url: `${web.url}/p` },
    };

    resultOf(await performMail({ attachments }, { net, connections: smtpAt(peer.port) }));
    await web.close();

    const parsed = await parsedMail(lastRaw());
    expect(
      parsed.attachments.map(({ filename, mimeType, content }) => [
        filename,
        mimeType,
        Buffer.from(content as ArrayBuffer).toString('hex'),
      ]),
    ).toEqual([
      ['Übersicht, neu.csv', 'text/csv', Buffer.from('a,b').toString('hex')],
      ['data.bin', 'application/octet-stream', '00ff'],
      ['picture', 'image/x-odd', Buffer.from('pixels').toString('hex')],
    ]);
  });

  it('is not sent with more than 25 MB of files', async () => {
    const before = peer.mails.length;
    const half = 'x'.repeat(12_500_001);

    const outcome = await performMail(
      { attachments: { 'a.txt': half, 'b.txt': half } },
      { net, connections: smtpAt(peer.port) },
    );

    expect(outcome).toMatchObject({ ok: false, retry: false, error: { code: 'size_limit' } });
    expect(peer.mails).toHaveLength(before);
  });
});

describe('the template of a mail', () => {
  const mail = new GivenMailRoom({
    default: (variables) => `<i>default ${String(variables.get('subject'))}</i>`,
    order: (variables) => `<i>order ${String(variables.get('total'))}</i>`,
  });
  const sent = async (options: object, room = mail): Promise<string> => {
    resultOf(await performMail(options, { net, connections: smtpAt(peer.port), mail: room }));
    return lastRaw();
  };

  it('is the one that is named, and gets every option', async () => {
    expect(await sent({ template: 'order', total: 17 })).toContain('<i>order 17</i>');
  });

  it('is the default one where none is named, if there is one', async () => {
    expect(await sent({})).toContain('<i>default Hello</i>');
    expect(await sent({}, new GivenMailRoom())).toContain('<p>Hello Ann</p>');
  });

  it.each(['', false])('is none when the option says so: %j', async (template) => {
    expect(await sent({ template })).toContain('<p>Hello Ann</p>');
  });
});

describe('a Workspace without a mail Connection', () => {
  it('fails, and says what to do', async () => {
    const outcome = await performMail({}, { net });

    expect(outcome).toMatchObject({
      ok: false,
      retry: false,
      error: {
        code: 'connection_missing',
        message: expect.stringContaining('default_mail_connection'),
      },
    });
  });

  it('keeps its mails where the instance does so, each once', async () => {
    const mail = new GivenMailRoom({}, 'owner@shop.test');
    const given = { net, mail, actionRunId: newId() };

    const outcome = await performMail({ bcc: 'b@peer.test' }, given);
    await performMail({ bcc: 'b@peer.test' }, given);

    expect(resultOf(outcome)).toEqual({
      message_id: `<${given.actionRunId}@shop.test>`,
      accepted: [],
      rejected: [],
      kept: true,
    });
    expect(outcome.warnings?.join()).toContain('GET outbox');
    expect(mail.kept).toMatchObject([
      { from: 'owner@shop.test', to: ['ann@peer.test', 'b@peer.test'], subject: 'Hello' },
    ]);
    expect(mail.kept[0]!.raw.toString()).toContain('<p>Hello Ann</p>');
  });

  it('is not meant where it has several and none is chosen', async () => {
    const fields = { server_token: 't', from: 'a@b' };
    const connections = new GivenConnections(
      { name: 'one', type: 'postmark', fields },
      { name: 'two', type: 'postmark', fields },
    );
    const mail = new GivenMailRoom({}, 'owner@shop.test');

    const outcome = await performMail({}, { net, connections, mail });

    expect(outcome).toMatchObject({ ok: false, error: { code: 'connection_missing' } });
    expect(mail.kept).toEqual([]);
  });
});
