import { isIP, type Socket } from 'node:net';
import { connect, type TLSSocket } from 'node:tls';
import { messageOf } from '@millwright/kernel';
import { NetError } from '../net.errors.ts';
import { socketReady } from './abortable.ts';

/** OpenSSL's and Node's words for a certificate that does not hold. */
const CERTIFICATE_FAULT =
  /^(CERT_|ERR_TLS_CERT|UNABLE_TO_|DEPTH_ZERO_SELF_SIGNED_CERT|SELF_SIGNED_CERT|CRL_|INVALID_CA|INVALID_PURPOSE|PATH_LENGTH_EXCEEDED|HOSTNAME_MISMATCH|ERROR_IN_CERT)/;

/** Whether a failure of TLS, by its code, is one of the certificate: it fails again until somebody changes that. */
export const isCertificateFault = (code: string): boolean => CERTIFICATE_FAULT.test(code);

/** Who we are to a host that asks, in PEM. */
export interface ClientCertificate {
  cert: string;
  key: string;
}

/** How TLS is spoken. */
export interface SecureOptions {
  verifyTls: boolean;
  signal: AbortSignal;
  clientCertificate?: ClientCertificate;
  /** Who is trusted instead of the authorities that Node trusts, in PEM. */
  authority?: string;
  /** The protocols that are offered by ALPN; none: ALPN is left out. Default: HTTP/1.1. */
  alpn?: readonly string[];
  /** A session with the same host to go on with, as servers ask for on further connections of one login. */
  session?: Buffer | undefined;
}

/**
 * Speaks TLS over a connection, with the host whose certificate is expected. @throws NetError `tls_failed`:
 * remote_rejected for a certificate that does not hold, network for what may pass; or the signal's reason.
 */
export async function secured(
  socket: Socket,
  host: string,
  { verifyTls, signal, clientCertificate, authority, alpn = ['http/1.1'], session }: SecureOptions,
): Promise<TLSSocket> {
  let secure: TLSSocket;
  try {
    secure = connect({
      socket,
      host,
      ...(isIP(host) ? {} : { servername: host.replace(/\.$/, '') }),
      rejectUnauthorized: verifyTls,
      ...(alpn.length > 0 && { ALPNProtocols: [...alpn] }),
      ...(session && { session }),
      ...(authority === undefined ? {} : { ca: authority }),
      ...clientCertificate,
    });
  } catch (error) {
    // Of the client certificate: nothing was sent yet.
    socket.destroy();
    throw tlsError(`our certificate for ${host} cannot be used`, error);
  }
  secure.on('error', () => {});
  try {
    await socketReady(secure, 'secureConnect', signal);
    return secure;
  } catch (error) {
    socket.destroy();
    if (signal.aborted) throw signal.reason;
    const { code } = error as { code?: string };
    if (code === undefined || !isCertificateFault(code)) {
      throw tlsError(`${host} does not speak TLS with us`, error);
    }
    const message = `the certificate of ${host} does not hold (${code}): ${messageOf(error)}`;
    throw new NetError('remote_rejected', message, { cause: error, reason: 'tls_failed' });
  }
}

const tlsError = (what: string, cause: unknown): NetError =>
  new NetError('network', `${what}: ${messageOf(cause)}`, { cause, reason: 'tls_failed' });
