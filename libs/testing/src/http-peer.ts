import { once } from 'node:events';
import type { IncomingHttpHeaders, IncomingMessage, ServerResponse } from 'node:http';
import { createServer } from 'node:http';
import { createServer as createSecureServer } from 'node:https';
import type { AddressInfo } from 'node:net';

/** A request as a peer received it. */
export interface ReceivedRequest {
  method: string;
  /** Path and query. */
  url: string;
  headers: IncomingHttpHeaders;
  body: Buffer;
}

/** What a peer answers: a status alone, or all of it. */
export type PeerReply =
  number | { status: number; headers?: Record<string, string>; body?: string | Buffer };

/** Answers by value, or writes to the response itself (slow, broken, endless peers) and answers nothing. */
export type PeerHandler = (
  request: ReceivedRequest,
  response: ServerResponse,
) => PeerReply | undefined | Promise<PeerReply | undefined>;

/** A real HTTP server on loopback that plays the outside world. */
export interface HttpPeer {
  /** Without a trailing slash. */
  url: string;
  port: number;
  /** Everything received so far, in order of arrival. */
  requests: ReceivedRequest[];
  close(): Promise<void>;
}

/** Who a peer says that it is, in PEM: it speaks TLS. */
export interface PeerIdentity {
  key: string;
  cert: string;
}

/** Starts a peer on a free port of a loopback address; without a handler it answers 200 to everything. */
export async function startHttpPeer(
  handler: PeerHandler = () => 200,
  host = '127.0.0.1',
  identity?: PeerIdentity,
): Promise<HttpPeer> {
  const requests: ReceivedRequest[] = [];
  const listener = (incoming: IncomingMessage, response: ServerResponse): void => {
    const chunks: Buffer[] = [];
    incoming.on('data', (chunk: Buffer) => chunks.push(chunk));
    incoming.on('end', () => {
      const { method = '', url = '', headers } = incoming;
      const request = { method, url, headers, body: Buffer.concat(chunks) };
      requests.push(request);
      void answer(handler, request, response);
    });
  };
  const server = identity ? createSecureServer(identity, listener) : createServer(listener);
  server.listen(0, host);
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  const close = async (): Promise<void> => {
    server.close();
    server.closeAllConnections();
    await once(server, 'close');
  };
  const scheme = identity ? 'https' : 'http';
  return { url: `${scheme}://${host}:${port}`, port, requests, close };
}

async function answer(
  handler: PeerHandler,
  request: ReceivedRequest,
  response: ServerResponse,
): Promise<void> {
  const reply = await handler(request, response);
  if (reply === undefined) return;
  const { status, headers, body } = typeof reply === 'number' ? { status: reply } : reply;
  response.writeHead(status, headers).end(body);
}
