import type { Socket } from 'node:net';
import type { AuthenticationType, Client } from 'ssh2';
import { ActionError } from '../../../action.errors.ts';
import { type FileServer, placeOf } from '../server/file-server.ts';
import { MASK, type Transcript } from '../session/transcript.ts';
import { fingerprintOf, HostKeyCheck } from './host-key.ts';
import type { SshLink } from './ssh-link.ts';

/** Shakes hands, judges the key of the host, and logs in with all that we have. @throws ActionError, NetError */
export async function logIn({
  client,
  link,
  socket,
  server,
  transcript,
  idleMs,
}: {
  client: Client;
  link: SshLink;
  socket: Socket;
  server: FileServer;
  transcript: Transcript;
  idleMs: number;
}): Promise<void> {
  const { user, password, privateKey } = server;
  const hostKey = new HostKeyCheck(server);
  const methods = methodsFor(server);
  const refuse = (message: string): void => link.end(new ActionError('remote_rejected', message));

  client.on('banner', (text) => transcript.received(text.trimEnd()));
  client.on('change password', () =>
    refuse(`${placeOf(server)} wants a new password for the user; set it there`),
  );
  client.on('keyboard-interactive', (_name, _instructions, _language, prompts, answer) =>
    answer(prompts.map(() => password ?? '')),
  );
  const { algorithms } = hostKey;
  transcript.sent(`log in ${MASK} (${methods.join(', ')})`);
  await link.ask<void>((done) => {
    client.once('ready', () => done(undefined));
    client.connect({
      sock: socket,
      username: user,
      ...(password === undefined ? {} : { password, tryKeyboard: true }),
      ...(privateKey === undefined ? {} : { privateKey }),
      ...(algorithms === undefined ? {} : { algorithms: { serverHostKey: algorithms } }),
      authHandler: methods,
      readyTimeout: idleMs,
      hostVerifier: (key: Buffer) => {
        transcript.received(`host key ${fingerprintOf(key)}`);
        const isAccepted = hostKey.accepts(key);
        if (hostKey.fault) link.end(hostKey.fault);
        return isAccepted;
      },
    });
  });
  transcript.received('logged in');
}

/** A key comes first: servers that want both want it before the password. */
function methodsFor({ password, privateKey }: FileServer): AuthenticationType[] {
  const methods: AuthenticationType[] = [
    ...(privateKey === undefined ? [] : (['publickey'] as const)),
    ...(password === undefined ? [] : (['password', 'keyboard-interactive'] as const)),
  ];
  return methods.length > 0 ? methods : ['none'];
}

/** @throws ActionError for a private key that cannot be used */
export async function checkPrivateKey({ privateKey }: FileServer): Promise<void> {
  if (privateKey === undefined) return;
  const { utils } = (await import('ssh2')).default;
  const key = utils.parseKey(privateKey);
  if (!(key instanceof Error) && key.isPrivateKey()) return;
  const why = key instanceof Error ? key.message : 'it is a public key';
  throw new ActionError(
    'invalid_options',
    `options.private_key_pem: must be a private key without passphrase, as PEM (${why})`,
  );
}
