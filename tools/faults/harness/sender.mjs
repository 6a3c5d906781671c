import { Agent, request } from 'node:http';
import { bodyOf } from './numbered.mjs';

const ANSWER_WITHIN_MS = 20_000;
const UNDER_WAY_AT_MOST = 400;

/** Posts numbered events at a steady rate, each once, and notes how each ended. */
export class Sender {
  #timer;
  #number = 0;
  #underWay = new Set();
  #keepAlive = new Agent({ keepAlive: true, maxSockets: 64 });
  #once = new Agent({ keepAlive: false });

  constructor({ url, phase, ledger, rate }) {
    Object.assign(this, { url, phase, ledger, rate });
    /** 503 answers without `Retry-After`: there must be none. */
    this.rude = 0;
  }

  start() {
    const began = performance.now();
    let due = 0;
    this.#timer = setInterval(() => {
      const wanted = Math.floor(((performance.now() - began) / 1_000) * this.rate);
      for (; due < wanted; due += 1) {
        if (this.#underWay.size < UNDER_WAY_AT_MOST) this.#send();
      }
    }, 10);
  }

  /** Sends nothing more; resolves when every request has ended. */
  async stop() {
    clearInterval(this.#timer);
    await Promise.all(this.#underWay);
    this.#keepAlive.destroy();
  }

  #send() {
    this.#number += 1;
    const number = this.#number;
    const sending = this.#post(number).finally(() => this.#underWay.delete(sending));
    this.#underWay.add(sending);
  }

  async #post(number) {
    const sentAt = Date.now();
    const end = await this.#exchange(JSON.stringify(bodyOf(this.phase, number)), number);
    this.ledger.note(number, { sentAt, endedAt: Date.now(), ...end });
  }

  /** Half of the senders keep their connection, half make one for each request. */
  #exchange(body, number) {
    return new Promise((resolve) => {
      const sending = request(this.url, {
        method: 'POST',
        agent: number % 2 === 0 ? this.#keepAlive : this.#once,
        timeout: ANSWER_WITHIN_MS,
        headers: { 'content-type': 'application/json', 'content-length': Buffer.byteLength(body) },
      });
      sending.on('response', (response) => {
        response.resume();
        const status = response.statusCode;
        if (status === 503 && !response.headers['retry-after']) this.rude += 1;
        response.on('end', () => resolve({ status }));
        response.on('error', ({ code }) => resolve({ error: code ?? 'broken answer' }));
      });
      sending.on('timeout', () => {
        resolve({ error: 'no answer in 20 s' });
        sending.destroy();
      });
      sending.on('error', ({ code, message }) => resolve({ error: code ?? message }));
      sending.end(body);
    });
  }
}
