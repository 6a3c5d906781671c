import { buffer } from 'node:stream/consumers';
import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import PostalMime, { type Email } from 'postal-mime';
import { SMTPServer, type SMTPServerOptions } from 'smtp-server';
import type { PeerIdentity } from './http-peer.ts';

/** A mail as a peer received it. */
export interface ReceivedMail {
  from: string;
  to: string[];
  raw: string;
  /** Who signed in; undefined: nobody. */
  user: string | undefined;
  isSecure: boolean;
}

/** A mail taken apart by somebody else than who made it. */
export const parsedMail = (raw: string): Promise<Email> => PostalMime.parse(raw);

/** How a peer behaves; without any of it, it takes every mail without TLS and without signing in. */
export interface SmtpPeerOptions {
  /** Default 127.0.0.1. */
  host?: string;
  /** It offers STARTTLS; `isSecure`: it speaks TLS from the start. */
  identity?: PeerIdentity;
  isSecure?: boolean;
  /** Who may sign in, and has to. */
  account?: { user: string; password: string };
  /** Its answer to a recipient instead of yes: `550 no such user`. */
  refusalOf?: (address: string) => string | undefined;
  /** Its answer to a whole mail instead of yes. */
  refusal?: () => string | undefined;
}

/** A real SMTP server on loopback that plays the outside world. */
export interface SmtpPeer {
  port: number;
  /** Everything taken so far, in order. */
  mails: ReceivedMail[];
  close(): Promise<void>;
}

/** Starts a peer on a free port of a loopback address. */
export async function startSmtpPeer(options: SmtpPeerOptions = {}): Promise<SmtpPeer> {
  const { host = '127.0.0.1', identity, isSecure = false, account, refusalOf, refusal } = options;
  const mails: ReceivedMail[] = [];
  const given: SMTPServerOptions = {
    ...identity,
    secure: isSecure,
    authOptional: account === undefined,
    disabledCommands: [
      ...(identity === undefined ? ['STARTTLS'] : []),
      ...(account === undefined ? ['AUTH'] : []),
    ],
    allowInsecureAuth: true,
    logger: false,
    onAuth: ({ username, password }, _session, done) =>
      username === account?.user && password === account?.password
        ? done(null, { user: username })
        : done(answerOf(`535 5.7.8 wrong password ${String(password)}`)),
    onRcptTo: ({ address }, _session, done) => done(refused(refusalOf?.(address))),
    onData: (stream, session, done) =>
      void buffer(stream).then((bytes) => {
        const refusing = refused(refusal?.());
        if (refusing) return done(refusing);
        const { mailFrom, rcptTo } = session.envelope;
        mails.push({
          from: mailFrom === false ? '' : mailFrom.address,
          to: rcptTo.map(({ address }) => address),
          raw: bytes.toString(),
          user: session.user as string | undefined,
          isSecure: session.secure,
        });
        done();
      }),
  };
  const server = new SMTPServer(given);
  server.on('error', () => {});
  server.listen(0, host);
  await once(server.server, 'listening');
  const { port } = server.server.address() as AddressInfo;
  return { port, mails, close: () => new Promise((closed) => server.close(closed)) };
}

const refused = (answer: string | undefined): Error | null =>
  answer === undefined ? null : answerOf(answer);

/** `550 no such user` as the server library takes it. */
const answerOf = (answer: string): Error =>
  Object.assign(new Error(answer.slice(4)), { responseCode: Number(answer.slice(0, 3)) });
