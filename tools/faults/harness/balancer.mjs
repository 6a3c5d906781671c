import { once } from 'node:events';
import { connect, createServer } from 'node:net';

const LOOK_EVERY_MS = 100;
const LOOK_WITHIN_MS = 1_000;

/**
 * A tiny TCP load balancer: each connection goes to the next server that is ready, or where none is, to the next that
 * takes it. `servers()`: `[{port, healthUrl}]`; without a health address a server counts as ready.
 */
export class Balancer {
  #server;
  #ready = new Set();
  #turn = 0;
  #sockets = new Set();
  #stopped = false;

  constructor(servers) {
    this.servers = servers;
  }

  async listen() {
    this.#server = createServer((client) => this.#serve(client));
    this.#server.listen(0, '127.0.0.1');
    await once(this.#server, 'listening');
    this.port = this.#server.address().port;
    for (const server of this.servers) void this.#watch(server);
  }

  close() {
    this.#stopped = true;
    this.#server.close();
    for (const socket of this.#sockets) socket.destroy();
  }

  async #watch(server) {
    while (!this.#stopped) {
      const isReady = server.healthUrl === undefined || (await answersWell(server.healthUrl));
      if (isReady) this.#ready.add(server);
      else this.#ready.delete(server);
      await new Promise((resolve) => setTimeout(resolve, LOOK_EVERY_MS));
    }
  }

  #serve(client) {
    this.#keep(client);
    this.#turn += 1;
    const order = this.servers.map((_server, index) => (index + this.#turn) % this.servers.length);
    const inOrder = order.map((index) => this.servers[index]);
    const ready = inOrder.filter((server) => this.#ready.has(server));
    this.#join(client, [...ready, ...inOrder.filter((server) => !this.#ready.has(server))]);
  }

  #join(client, [server, ...others]) {
    if (!server || client.destroyed) return client.destroy();
    const upstream = connect(server.port, '127.0.0.1');
    this.#keep(upstream);
    const next = () => this.#join(client, others);
    upstream.once('error', next);
    upstream.once('connect', () => {
      upstream.off('error', next);
      client.setNoDelay(true);
      upstream.setNoDelay(true);
      client.pipe(upstream).pipe(client);
      client.once('close', () => upstream.destroy());
      upstream.once('close', () => client.destroy());
    });
    return undefined;
  }

  #keep(socket) {
    this.#sockets.add(socket);
    socket.on('error', () => undefined);
    socket.once('close', () => this.#sockets.delete(socket));
  }
}

const answersWell = (url) =>
  fetch(url, { signal: AbortSignal.timeout(LOOK_WITHIN_MS) }).then(
    async (answer) => {
      await answer.arrayBuffer();
      return answer.ok;
    },
    () => false,
  );
