import type { Socket } from 'node:net';
import type { TLSSocket } from 'node:tls';
import { NetError } from '@millwright/net';
import { type FileServer, placeOf } from '../server/file-server.ts';
import type { SessionContext } from '../session/file-session.ts';
import { inTime } from '../session/in-time.ts';

/**
 * TLS for all connections of one login. Each goes on with the session of the one before: servers ask for that, as
 * nobody else can take up a data connection then.
 */
export class Tls {
  private session: Buffer | undefined;

  constructor(
    private readonly server: FileServer,
    private readonly context: Pick<SessionContext, 'net' | 'signal' | 'patience'>,
  ) {}

  /** @throws NetError `remote_rejected` for a certificate that does not hold */
  async over(socket: Socket): Promise<TLSSocket> {
    const { server, session } = this;
    const { net, signal, patience } = this.context;
    const { idleMs } = patience;
    const late = (): Error =>
      new NetError('timeout', `${placeOf(server)} did not begin TLS within ${idleMs / 1000} s`);
    const secure = await inTime({ ms: idleMs, late, signal }, (signal) =>
      net.secure(socket, server.host, { verifyTls: server.verify, signal, alpn: [], session }),
    );
    this.session = secure.getSession() ?? this.session;
    // By TLS 1.3 what can be gone on with comes later.
    secure.on('session', (session: Buffer) => (this.session = session));
    return secure;
  }
}
