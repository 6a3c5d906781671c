import { dialAny, OutboundHttp, type Resolve } from '@millwright/net';
import { startHttpPeer, type HttpPeer, type PeerHandler } from '@millwright/testing';

/** Vouches for itself, and for the names of senders whose keys are fetched; until 2126. */
const CERTIFICATE = `-----BEGIN CERTIFICATE-----
MIIB/zCCAaWgAwIBAgIUJX1uUUfwC7jbbZnanZctsgcvfswwCgYIKoZIzj0EAwIw
FzEVMBMGA1UEAwwMc2VuZGVycy50ZXN0MCAXDTI2MTEyMjA5Mzc0OVoYDzIxMjYx
MDI5MDkzNzQ5WjAXMRUwEwYDVQQDDAxzZW5kZXJzLnRlc3QwWTATBgcqhkjOPQIB
BggqhkjOPQMBBwNCAARvERmbz6Yw8/n1vXIbLmK4DgZcz3ufAEiOomFVtbkRKlXj
rWutmo+4Nced5EW45UBJLCwe0XAXXlZ7A1m1D6Vlo4HMMIHJMB0GA1UdDgQWBBQq
fNOYDfZYJhN+cw+Yia17dBkL3DAfBgNVHSMEGDAWgBQqfNOYDfZYJhN+cw+Yia17
dBkL3DAPBgNVHRMBAf8EBTADAQH/MHYGA1UdEQRvMG2CG3Nucy5ldS13ZXN0LTEu
YW1hem9uYXdzLmNvbYIOYXBpLnBheXBhbC5jb22CGHN0YXRpYy5hZG9iZWlvZXZl
bnRzLmNvbYIZbG9naW4ubWljcm9zb2Z0b25saW5lLmNvbYIJcGVlci50ZXN0MAoG
CCqGSM49BAMCA0gAMEUCIQCdxEMYQtPGrz5a43vGYfwJqG0AEAsN3LyaGDEu6SbI
GQIgGrEHii0hqB+h1mTwBo9iEAT1cRW08xfNqqPZagD788Q=
-----END CERTIFICATE-----
`;
const KEY = `-----BEGIN PRIVATE KEY-----
MIGHAgEAMBMGByqGSM49AgEGCCqGSM49AwEHBG0wawIBAQQgyL/OQwuLufnsVhNU
LwOJccPC0rt4x1x646Ax0Y88LRGhRANCAARvERmbz6Yw8/n1vXIbLmK4DgZcz3uf
AEiOomFVtbkRKlXjrWutmo+4Nced5EW45UBJLCwe0XAXXlZ7A1m1D6Vl
-----END PRIVATE KEY-----
`;

/** An address for documentation (RFC 5737), which no rule forbids and nobody has. */
const PUBLIC_ADDRESS = '93.184.216.34';

/** An HTTPS server that stands for the hosts of senders, whichever address their names lead to. */
export interface SenderHosts extends HttpPeer {
  /** A client of outside calls that finds them at port 443. */
  net: OutboundHttp;
}

/** How the hosts differ from those of the world. */
export interface SenderHostsOptions {
  /** Default: names lead to a public address. */
  resolve?: Resolve;
}

/**
 * Starts one, and a client: names are resolved by the test, what they lead to is judged by the very rules, and only the
 * connection that they permit comes here.
 */
export async function startSenderHosts(
  handler: PeerHandler,
  { resolve = () => Promise.resolve([PUBLIC_ADDRESS]) }: SenderHostsOptions = {},
): Promise<SenderHosts> {
  const peer = await startHttpPeer(handler, '127.0.0.1', { key: KEY, cert: CERTIFICATE });
  const net = new OutboundHttp({
    authority: CERTIFICATE,
    resolve,
    dial: (_addresses, port, signal) => {
      if (port !== 443) throw new Error(`nobody is to be reached at port ${port}`);
      return dialAny(['127.0.0.1'], peer.port, signal);
    },
  });
  const close = async (): Promise<void> => {
    await net.close();
    await peer.close();
  };
  return { ...peer, net, close };
}
