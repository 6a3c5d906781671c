import { once } from 'node:events';
import { type AddressInfo, createServer, type Socket } from 'node:net';
import type { OutboundHttp } from '@millwright/net';
import { type SmtpPeer, type SmtpPeerOptions, startSmtpPeer } from '@millwright/testing';
import type { ActionOutcome } from '../../../action.ts';
import { contextOf } from '../../../testing/context-of.ts';
import { identityOf, performMail, resultOf, smtpAt, testNet } from '../testing/mail-cases.ts';
import { withSession } from './smtp-session.ts';
import { smtpTest } from './test-connection.ts';

const PASSWORD = 'hunter22-hunter22';
let net: OutboundHttp;
const closing: (() => Promise<unknown>)[] = [];
beforeAll(() => {
  net = testNet();
});
afterEach(() => Promise.all(closing.splice(0).map((close) => close())));
afterAll(() => net.close());

const peerOf = async (options: SmtpPeerOptions = {}): Promise<SmtpPeer> => {
  const peer = await startSmtpPeer(options);
  closing.push(() => peer.close());
  return peer;
};
const send = (peer: { port: number }, fields: object = {}, options: object = {}) =>
  performMail(options, { net, connections: smtpAt(peer.port, fields) });
const failureOf = (outcome: ActionOutcome) =>
  outcome.ok ? outcome : { code: outcome.error.code, retry: outcome.retry };

/** A server that speaks what it is told, word by word. */
async function rawPeer(speak: (socket: Socket, line: string) => void): Promise<{ port: number }> {
  const sockets = new Set<Socket>();
  const server = createServer((socket) => {
    sockets.add(socket.on('error', () => {}));
    speak(socket, '');
    socket.on('data', (chunk) => {
      for (const line of String(chunk).split('\r\n').filter(Boolean)) speak(socket, line);
    });
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  closing.push(async () => {
    for (const socket of sockets) socket.destroy();
    server.close();
  });
  return { port: (server.address() as AddressInfo).port };
}
const usual = (line: string): string | undefined => {
  if (line === '') return '220 peer.test';
  if (/^EHLO/.test(line)) return '250-peer.test\r\n250 8BITMIME';
  if (/^(MAIL|RCPT)/.test(line)) return '250 ok';
  if (line === 'DATA') return '354 go on';
  if (line === '.') return '250 taken';
  return line === 'QUIT' ? '221 bye' : undefined;
};

describe('TLS', () => {
  const trusted = identityOf('trusted-peer-certificate.pem');

  it.each([
    ['starttls', false],
    ['implicit', true],
  ])('is spoken before anything is told: %s', async (tls, isSecure) => {
    const account = { user: 'shop', password: PASSWORD };
    const peer = await peerOf({ identity: trusted, isSecure, account });

    resultOf(await send(peer, { tls, user: 'shop', password: PASSWORD }));

    expect(peer.mails).toMatchObject([{ user: 'shop', isSecure: true }]);
  });

  it.each([
    ['expired-certificate.pem', 'starttls'],
    ['trusted-other-certificate.pem', 'starttls'],
    ['peer-certificate.pem', 'starttls'],
    ['trusted-other-certificate.pem', 'implicit'],
  ])('is refused for good with a certificate that does not hold: %s, %s', async (file, tls) => {
    const peer = await peerOf({ identity: identityOf(file), isSecure: tls === 'implicit' });

    const outcome = await send(peer, { tls });

    expect(failureOf(outcome)).toEqual({ code: 'remote_rejected', retry: false });
    expect(outcome).toMatchObject({ error: { message: expect.stringContaining('certificate') } });
    expect(peer.mails).toEqual([]);
  });

  it('is never gone without where it was asked for', async () => {
    const peer = await peerOf();

    const outcome = await send(peer, { tls: 'starttls', user: 'shop', password: PASSWORD });

    expect(failureOf(outcome)).toEqual({ code: 'remote_rejected', retry: false });
    expect(peer.mails).toEqual([]);
  });

  it('is not begun with what somebody put in before it', async () => {
    const heard: string[] = [];
    const peer = await rawPeer((socket, line) => {
      heard.push(line);
      if (line === 'STARTTLS') socket.write('220 go\r\n250 injected\r\n');
      else socket.write(`${/^EHLO/.test(line) ? '250-a\r\n250 STARTTLS' : '220 peer'}\r\n`);
    });

    const outcome = await send(peer, { tls: 'starttls', user: 'shop', password: PASSWORD });

    expect(outcome).toMatchObject({ ok: false });
    expect(heard.join()).not.toContain('MAIL');
    expect(heard.join()).not.toContain('AUTH');
  }, 40_000);
});

describe('signing in', () => {
  const account = { user: 'shop', password: PASSWORD };

  it('is refused for good with a wrong password, which nobody is told', async () => {
    const peer = await peerOf({ account });

    const outcome = await send(peer, { user: 'shop', password: `not-${PASSWORD}` });

    expect(failureOf(outcome)).toEqual({ code: 'remote_rejected', retry: false });
    expect(JSON.stringify(outcome)).not.toContain(PASSWORD);
    expect(JSON.stringify(outcome)).toContain('535');
  });

  it('leaves no password in what is kept of a server that repeats it', async () => {
    const refusalOf = (address: string) =>
      address.startsWith('no') ? `550 no with ${PASSWORD}` : undefined;
    const peer = await peerOf({ account, refusalOf });
    const signed = { user: 'shop', password: PASSWORD };

    const sent = await send(peer, signed, { to: 'no@peer.test, yes@peer.test' });
    const refused = await send(peer, signed, { to: 'no@peer.test' });

    expect([sent.ok, refused.ok]).toEqual([true, false]);
    expect(JSON.stringify([sent, refused])).toContain('[secret password]');
    expect(JSON.stringify([sent, refused])).not.toContain(PASSWORD);
  });

  it('is not left out where a server does not ask for it', async () => {
    const peer = await peerOf();

    const outcome = await send(peer, { user: 'shop', password: PASSWORD });

    expect(failureOf(outcome)).toEqual({ code: 'remote_rejected', retry: false });
    expect(peer.mails).toEqual([]);
  });
});

describe('what a server says', () => {
  it('of some recipients: the mail is sent, and the result names them', async () => {
    const peer = await peerOf({
      refusalOf: (address) => (address.startsWith('no') ? '550 5.1.1 nobody here' : undefined),
    });

    const outcome = await send(peer, {}, { to: 'no@peer.test, yes@peer.test' });

    expect(resultOf(outcome)).toMatchObject({
      accepted: ['yes@peer.test'],
      rejected: ['no@peer.test'],
    });
    expect(outcome.warnings).toEqual(['no@peer.test was refused: 550 5.1.1 nobody here']);
    expect(peer.mails).toMatchObject([{ to: ['yes@peer.test'] }]);
  });

  it.each([
    ['550 5.1.1 nobody here', '550 5.1.1 nobody here', 'remote_rejected', false],
    ['450 4.2.1 busy', '550 5.1.1 nobody here', 'remote_unavailable', true],
  ])('of all of them: %s', async (first, second, code, retry) => {
    const peer = await peerOf({
      refusalOf: (address) => (address.startsWith('a') ? first : second),
    });

    const outcome = await send(peer, {}, { to: 'a@peer.test, b@peer.test' });

    expect(failureOf(outcome)).toEqual({ code, retry });
  });

  it.each([
    ['554 5.7.1 spam', 'remote_rejected', false],
    ['552 5.3.4 too large', 'remote_rejected', false],
    ['451 4.7.1 greylisted, come back', 'remote_unavailable', true],
  ])('of the mail itself: %s', async (refusal, code, retry) => {
    const peer = await peerOf({ refusal: () => refusal });

    const outcome = await send(peer);

    expect(failureOf(outcome)).toEqual({ code, retry });
    expect(outcome).toMatchObject({ error: { message: expect.stringContaining(refusal) } });
  });
});

describe('a connection', () => {
  it.each(['', 'EHLO', 'MAIL', 'DATA', '.'])('that ends at "%s" is tried again', async (step) => {
    const peer = await rawPeer((socket, line) => {
      const isHere = step === '' || step === '.' ? line === step : line.startsWith(step);
      if (isHere) return void socket.destroy();
      const answer = usual(line);
      if (answer !== undefined) socket.write(`${answer}\r\n`);
    });

    expect(failureOf(await send(peer))).toEqual({ code: 'network', retry: true });
  });

  it('that ends after the mail was taken has sent it', async () => {
    const peer = await rawPeer((socket, line) => {
      if (line === 'QUIT') return void socket.destroy();
      const answer = usual(line);
      if (answer !== undefined) socket.write(`${answer}\r\n`);
    });

    expect(await send(peer)).toMatchObject({ ok: true });
  });

  it('to a server that shuts down is tried again', async () => {
    const peer = await rawPeer((socket) => void socket.end('421 4.3.2 shutting down\r\n'));

    expect(failureOf(await send(peer))).toEqual({ code: 'remote_unavailable', retry: true });
  });

  it('to where nobody listens, or nobody may go, is told as such', async () => {
    const { port } = await rawPeer(() => {});
    await Promise.all(closing.splice(0).map((close) => close()));

    expect(failureOf(await send({ port }))).toEqual({ code: 'network', retry: true });
    expect(failureOf(await send({ port }, { host: '127.0.0.2' }))).toEqual({
      code: 'address_forbidden',
      retry: false,
    });
  });

  it.each([
    ['never greets', '', { greeting: 50 }],
    ['falls silent', 'MAIL', { silence: 50 }],
  ])('to a server that %s ends in time', async (_how, step, waits) => {
    const peer = await rawPeer((socket, line) => {
      const answer = line.startsWith(step) ? undefined : usual(line);
      if (answer !== undefined) socket.write(`${answer}\r\n`);
    });
    const connection = await smtpAt(peer.port).open('', { types: ['smtp'], asker: 'a test' });

    const sending = withSession(
      connection,
      { net, signal: new AbortController().signal },
      (session) => session.step((done) => session.smtp.send({ from: 'a@b', to: 'c@d' }, 'x', done)),
      { connect: 5_000, greeting: 5_000, silence: 5_000, leave: 50, ...waits },
    );

    await expect(sending).rejects.toMatchObject({ code: 'timeout', retry: true });
  });

  it('ends at once when the action is stopped', async () => {
    const stop = new AbortController();
    const closed = new Promise<void>((resolve) => {
      void rawPeer((socket, line) => {
        if (line.startsWith('MAIL')) {
          socket.once('close', () => resolve());
          return stop.abort(new Error('enough'));
        }
        const answer = usual(line);
        if (answer !== undefined) socket.write(`${answer}\r\n`);
      }).then((peer) =>
        performMail({}, { net, signal: stop.signal, connections: smtpAt(peer.port) }).then(
          (outcome) => expect(failureOf(outcome)).toEqual({ code: 'timeout', retry: true }),
        ),
      );
    });

    await closed;
  });
});

describe('DKIM', () => {
  it('signs the mail where the Connection has a key', async () => {
    const peer = await peerOf();
    const { key } = identityOf('peer-certificate.pem');
    const dkim = { dkim_domain: 'shop.test', dkim_selector: 's1', dkim_private_key: key };

    resultOf(await send(peer, dkim));

    expect(peer.mails[0]!.raw).toMatch(/^DKIM-Signature: v=1;[^]*d=shop\.test;[^]*s=s1;/);
  });

  it('that cannot sign sends nothing, and does not show its key', async () => {
    const peer = await peerOf();
    const dkim = { dkim_domain: 'shop.test', dkim_selector: 's1', dkim_private_key: 'no key' };

    const outcome = await send(peer, dkim);

    expect(failureOf(outcome)).toEqual({ code: 'connection_rejected', retry: false });
    expect(JSON.stringify(outcome)).not.toContain('no key');
    expect(peer.mails).toEqual([]);
  });
});

describe('the test of an SMTP Connection', () => {
  const trial = async (port: number, fields: object) => {
    const connection = await smtpAt(port, fields).open('', { types: ['smtp'], asker: 'a test' });
    return smtpTest(connection, contextOf({ net }));
  };
  const account = { user: 'shop', password: PASSWORD };

  it('says what worked', async () => {
    const peer = await peerOf({ identity: identityOf('trusted-peer-certificate.pem'), account });

    const said = await trial(peer.port, { tls: 'starttls', user: 'shop', password: PASSWORD });

    expect(said).toBe(`connected to peer.test:${peer.port} with STARTTLS, signed in as shop`);
    expect(peer.mails).toEqual([]);
  });

  it('says what did not', async () => {
    const peer = await peerOf({ account });

    const trying = trial(peer.port, { user: 'shop', password: 'wrong' });

    await expect(trying).rejects.toMatchObject({ code: 'connection_rejected' });
  });
});
