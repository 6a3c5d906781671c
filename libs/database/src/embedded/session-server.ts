import { once } from 'node:events';
import { chmod, rm } from 'node:fs/promises';
import type { Server, Socket } from 'node:net';
import { createServer } from 'node:net';
import type { SessionClient, SessionQueue } from './session-queue.ts';
import { StartupReader } from './startup-reader.ts';
import { UnitReader } from './unit-reader.ts';

/**
 * Serves Postgres's protocol on a Unix socket, for any number of clients of one session. Nobody is asked for a password:
 * the socket's folder lets in its owner alone.
 */
export class SessionServer {
  private readonly queue: SessionQueue;
  private readonly greeting: Buffer;
  private readonly server: Server;
  private readonly sockets = new Set<Socket>();

  /** `greeting`: what Postgres answers to a start-up message, up to ReadyForQuery. */
  constructor(queue: SessionQueue, greeting: Buffer) {
    this.queue = queue;
    this.greeting = greeting;
    this.server = createServer((socket) => this.accept(socket));
  }

  async listen(path: string): Promise<void> {
    await rm(path, { force: true });
    this.server.listen(path);
    await once(this.server, 'listening');
    await chmod(path, 0o600);
  }

  close(): void {
    this.server.close();
    for (const socket of this.sockets) socket.destroy();
  }

  private accept(socket: Socket): void {
    this.sockets.add(socket);
    const client = new SocketClient(socket);
    const startup = new StartupReader();
    const units = new UnitReader();
    let hasStarted = false;
    const read = (chunk: Buffer): void => {
      if (!hasStarted) {
        const rest = this.start(socket, startup, chunk);
        if (rest === undefined) return;
        hasStarted = true;
        chunk = rest;
      }
      for (const unit of units.push(chunk)) this.queue.add(client, unit);
      if (units.hasEnded) socket.end();
    };
    socket.on('data', (chunk) => {
      try {
        read(chunk);
      } catch {
        socket.destroy();
      }
    });
    socket.on('error', () => socket.destroy());
    socket.on('close', () => {
      this.sockets.delete(socket);
      this.queue.forget(client);
    });
  }

  /** Answers the messages that open a connection; gives what follows them once it is open. */
  private start(socket: Socket, reader: StartupReader, chunk: Buffer): Buffer | undefined {
    for (let asked = reader.push(chunk); ; asked = reader.push()) {
      switch (asked.type) {
        case 'incomplete':
          return undefined;
        case 'refuse_encryption':
          socket.write('N');
          break;
        case 'close':
          socket.end();
          return undefined;
        case 'start':
          socket.write(this.greeting);
          return asked.rest;
      }
    }
  }
}

class SocketClient implements SessionClient {
  private readonly socket: Socket;

  constructor(socket: Socket) {
    this.socket = socket;
  }

  get isGone(): boolean {
    return this.socket.destroyed || this.socket.writableEnded;
  }

  answer(pieces: Buffer[]): void {
    if (this.isGone) return;
    this.socket.cork();
    for (const piece of pieces) this.socket.write(piece);
    this.socket.uncork();
  }

  drop(): void {
    this.socket.destroy();
  }
}
