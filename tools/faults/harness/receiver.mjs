import { once } from 'node:events';
import { createServer } from 'node:http';
import { setTimeout as sleep } from 'node:timers/promises';
import { isIntact } from './numbered.mjs';

const SLOW_MS = 1_500;
const GIVE_UP_MS = 20_000;
const tricks = ['slow', 'reset', 'error', 'hang'];

/**
 * Where the HTTP actions end: notes what arrives in the ledger of its phase. A share of the effects is answered
 * badly at first: slowly, not at all, with a 500, by a reset.
 */
export class Receiver {
  #ledgers = new Map();
  #server;
  #mood = { share: 8, times: 1 };
  #badAnswers = 0;

  async listen(host) {
    this.#server = createServer((request, response) => {
      this.#take(request, response).catch(() => response.destroy());
    });
    this.#server.listen(0, host);
    await once(this.#server, 'listening');
    const { address, port } = this.#server.address();
    this.url = `http://${address}:${port}`;
  }

  /**
   * From now on so many of 100 effects (`share`) are answered badly, up to `times` times each. Answers how many were
   * under the mood before.
   */
  behave(mood) {
    const badAnswers = this.#badAnswers;
    this.#mood = mood;
    this.#badAnswers = 0;
    return badAnswers;
  }

  /** Effects of this phase are noted there. */
  noteFor(phase, ledger) {
    this.#ledgers.set(phase, ledger);
  }

  async close() {
    this.#server.closeAllConnections();
    this.#server.close();
  }

  async #take(request, response) {
    const chunks = [];
    for await (const chunk of request) chunks.push(chunk);
    const body = JSON.parse(Buffer.concat(chunks).toString());
    const kind = request.url.slice(1);
    const ledger = this.#ledgers.get(body.phase);
    if (!ledger) return response.writeHead(404).end();
    const key = request.headers['idempotency-key'];
    const time = ledger.arrived(kind, body.number, { key, isIntact: isIntact(body) });
    const trick = this.#trickFor(kind, body.number, time);
    if (trick === 'reset') return request.socket.resetAndDestroy();
    if (trick === 'error') return response.writeHead(500).end();
    if (trick === 'hang') return sleep(GIVE_UP_MS).then(() => response.destroy());
    if (trick === 'slow') await sleep(SLOW_MS);
    if (response.destroyed) return undefined;
    ledger.noteAnswer(kind, body.number);
    return response.writeHead(200, { 'content-type': 'application/json' }).end('{"ok":true}');
  }

  #trickFor(kind, number, time) {
    const { share, times } = this.#mood;
    const drawn = (number * 31 + kind.length * 17) % 100;
    if (drawn >= share || time > times) return undefined;
    this.#badAnswers += 1;
    return tricks[(number + time) % tricks.length];
  }
}
