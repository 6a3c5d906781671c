import { once } from 'node:events';
import { Agent, request, type IncomingHttpHeaders } from 'node:http';
import { connect, type Socket } from 'node:net';

/** What a test sends. */
export interface Sent {
  method?: string;
  headers?: Record<string, string | string[]>;
  /** Several chunks go out as chunked transfer encoding. */
  body?: string | Buffer | Buffer[];
}

/** What it gets. */
export interface Received {
  status: number;
  headers: IncomingHttpHeaders;
  text: string;
}

/** A client of one server, on connections of its own. */
export class HttpClient {
  private readonly agent = new Agent({ keepAlive: true });

  constructor(private readonly port: number) {}

  send(path: string, { method = 'POST', headers = {}, body = '' }: Sent = {}): Promise<Received> {
    return new Promise((resolve, reject) => {
      const isChunked = Array.isArray(body);
      const outgoing = request(
        {
          host: '127.0.0.1',
          port: this.port,
          path,
          method,
          agent: this.agent,
          headers: {
            ...headers,
            ...(!isChunked && body.length > 0 && { 'content-length': Buffer.byteLength(body) }),
          },
        },
        (incoming) => {
          const chunks: Buffer[] = [];
          incoming.on('data', (chunk: Buffer) => chunks.push(chunk));
          incoming.on('end', () =>
            resolve({
              status: incoming.statusCode!,
              headers: incoming.headers,
              text: Buffer.concat(chunks).toString(),
            }),
          );
          incoming.on('error', reject);
        },
      );
      outgoing.on('error', reject);
      for (const chunk of isChunked ? body : [body]) outgoing.write(chunk);
      outgoing.end();
    });
  }

  /** A bare connection, for what no well-behaved client sends. */
  async open(): Promise<RawConnection> {
    const socket = connect({ host: '127.0.0.1', port: this.port });
    await once(socket, 'connect');
    return new RawConnection(socket);
  }

  close(): void {
    this.agent.destroy();
  }
}

/** Sends text as it is and gathers what comes back. */
export class RawConnection {
  received = '';
  isClosed = false;

  constructor(private readonly socket: Socket) {
    socket.on('data', (chunk: Buffer) => (this.received += chunk.toString('latin1')));
    socket.on('close', () => (this.isClosed = true));
    socket.on('error', () => undefined);
  }

  send(text: string): void {
    this.socket.write(text);
  }

  /** Hangs up as soon as the text is on its way. */
  sendAndHangUp(text: string): void {
    this.socket.write(text, () => this.socket.destroy());
  }

  hangUp(): void {
    this.socket.destroy();
  }
}
