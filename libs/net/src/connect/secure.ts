import { isIP, type Socket } from 'node:net';
import { connect, type TLSSocket } from 'node:tls';
import { NetError } from '../net.errors.ts';
import { socketReady } from './abortable.ts';

/** OpenSSL's and Node's words for a certificate that does not hold. */
const CERTIFICATE_FAULT =
  /^(CERT_|ERR_TLS_CERT|UNABLE_TO_|DEPTH_ZERO_SELF_SIGNED_CERT|SELF_SIGNED_CERT|CRL_|INVALID_CA|INVALID_PURPOSE|PATH_LENGTH_EXCEEDED|HOSTNAME_MISMATCH|ERROR_IN_CERT)/;

/** Speaks TLS over a connection, with the host whose certificate is expected. @throws NetError remote_rejected */
export async function secured(
  socket: Socket,
  host: string,
  { verifyTls, signal }: { verifyTls: boolean; signal: AbortSignal },
): Promise<TLSSocket> {
  const secure = connect({
    socket,
    host,
    ...(isIP(host) ? {} : { servername: host.replace(/\.$/, '') }),
    rejectUnauthorized: verifyTls,
    ALPNProtocols: ['http/1.1'],
  });
  secure.on('error', () => {});
  try {
    await socketReady(secure, 'secureConnect', signal);
    return secure;
  } catch (error) {
    socket.destroy();
    const { code, message } = error as { code?: string; message: string };
    if (code === undefined || !CERTIFICATE_FAULT.test(code)) throw error;
    throw new NetError(
      'remote_rejected',
      `the certificate of ${host} does not hold (${code}): ${message}`,
      { cause: error },
    );
  }
}
