import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { createServer } from 'node:http';
import { isIntact } from './numbered.mjs';
import { randomOf } from './random.mjs';

/** So many of 100 requests are answered with 500. */
const USUAL_SHARE = 8;

/**
 * Where the endpoints are: notes each request in the ledger and the order of its phase. It is fast and answers a share
 * with 500; a fault may let it hold all its answers, or let it be away.
 */
export class DeliveryReceiver {
  #phases = new Map();
  #share = USUAL_SHARE;
  #held;
  #server;
  #takes = (request, response) => this.#take(request, response);

  constructor(seed) {
    this.seed = seed;
  }

  async listen(host) {
    this.#server = await serve(this.#takes, 0, host);
    const { address, port } = this.#server.address();
    Object.assign(this, { host: address, port, url: `http://${address}:${port}` });
  }

  /** Deliveries of this phase are noted there; the receiver is as usual again. */
  noteFor(phase, { ledger, order }) {
    this.#phases.set(phase, { ledger, order });
    this.#share = USUAL_SHARE;
  }

  /** From now on requests wait for their answers. */
  hold() {
    this.#held = [];
  }

  /** How many requests wait for their answers, those included that have nobody left to hear them. */
  get held() {
    return this.#held?.length ?? 0;
  }

  /** How many of these have nobody left. */
  get givenUp() {
    return (this.#held ?? []).filter(({ isGivenUp }) => isGivenUp()).length;
  }

  /** Answers what waits, and what comes from now on. */
  release() {
    const held = this.#held ?? [];
    this.#held = undefined;
    for (const { answer } of held) answer();
  }

  /** Nobody listens any more. It answers no 500 afterwards, or a probe of it would cost minutes. */
  async leave() {
    this.#share = 0;
    await this.close();
  }

  /** Listens where it did. */
  async comeBack() {
    this.#server = await serve(this.#takes, this.port, this.host);
  }

  async close() {
    const closed = once(this.#server, 'close');
    this.#server.close();
    this.#server.closeAllConnections();
    await closed;
  }

  async #take(request, response) {
    const chunks = [];
    for await (const chunk of request) chunks.push(chunk);
    const bytes = Buffer.concat(chunks);
    const body = JSON.parse(bytes.toString()).data;
    const kind = request.url.slice(1);
    const { ledger, order } = this.#phases.get(body.phase) ?? {};
    if (!ledger) return response.writeHead(404).end();
    const { number } = body;
    const isOrdered = kind === 'fifo';
    const key = request.headers['webhook-id'];
    const digest = createHash('sha256').update(bytes).digest('base64');
    const time = ledger.arrived(kind, number, { key, digest, isIntact: isIntact(body) });
    if (isOrdered) order.arrived(number);
    const isBad = this.#isBad(kind, number, time);
    const answer = () => {
      if (response.destroyed) return;
      if (isBad) return response.writeHead(500).end();
      ledger.noteAnswer(kind, number);
      if (isOrdered) order.accepted(number);
      response.writeHead(204).end();
    };
    if (!this.#held) return answer();
    this.#held.push({ answer, isGivenUp: () => response.destroyed });
  }

  /** Drawn for each request by itself, the same for the same seed. */
  #isBad(kind, number, time) {
    const draw = randomOf(this.seed + number * 131 + time * 7 + kind.length);
    return draw() * 100 < this.#share;
  }
}

async function serve(take, port, host) {
  const server = createServer((request, response) => {
    take(request, response).catch(() => response.destroy());
  });
  server.listen(port, host);
  await once(server, 'listening');
  return server;
}
