import { once } from 'node:events';
import { connect, createServer } from 'node:net';

/** A TCP proxy between the apps and a server. It can hold back every byte for a time, each way, in order. */
export class Proxy {
  delayMs = 0;
  #heldBack = 0;
  #sockets = new Set();
  #server;

  constructor(targetPort) {
    this.targetPort = targetPort;
  }

  async listen() {
    this.#server = createServer((client) =>
      this.#join(client, connect(this.targetPort, '127.0.0.1')),
    );
    this.#server.listen(0, '127.0.0.1');
    await once(this.#server, 'listening');
    this.port = this.#server.address().port;
  }

  close() {
    this.#server.close();
    for (const socket of this.#sockets) socket.destroy();
  }

  /** How many pieces were held back since the last time that this was asked. */
  takeHeldBack() {
    const heldBack = this.#heldBack;
    this.#heldBack = 0;
    return heldBack;
  }

  #join(client, upstream) {
    for (const [from, to] of [
      [client, upstream],
      [upstream, client],
    ]) {
      this.#sockets.add(from);
      from.setNoDelay(true);
      this.#carry(from, to);
    }
  }

  #carry(from, to) {
    const later = (what) => {
      if (this.delayMs === 0) return what();
      this.#heldBack += 1;
      return setTimeout(what, this.delayMs);
    };
    from.on('data', (chunk) => later(() => to.writable && to.write(chunk)));
    from.on('end', () => later(() => to.end()));
    from.on('error', () => undefined);
    from.on('close', () => {
      this.#sockets.delete(from);
      later(() => to.destroy());
    });
  }
}
