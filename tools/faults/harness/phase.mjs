import { setTimeout as sleep } from 'node:timers/promises';
import { Ledger } from './ledger.mjs';
import { between } from './random.mjs';
import { Sender } from './sender.mjs';
import { layOutTraffic } from './traffic.mjs';
import { compare, quiet } from './verdict.mjs';

const CALM_MS = 1_500;
const RECOVERY_WITHIN_MS = 60_000;
const QUIET_WITHIN_MS = Number(process.env.FAULTS_QUIET_SECONDS ?? 240) * 1_000;
let serial = 0;

/** One fault on one system: events are sent while it comes and goes, then what was acknowledged is looked for. */
export class Phase {
  #healedAt = [];
  #ledger = new Ledger();

  constructor({ world, fault, seconds, rate, random, signal }) {
    Object.assign(this, { world, fault, seconds, rate, random, signal });
    serial += 1;
    this.name = `f${serial}-${fault.name}`;
  }

  /** Sends under the fault, until it has gone for the last time and the system works again. */
  async drive() {
    const { world, fault } = this;
    this.traffic = await layOutTraffic({
      api: world.api,
      receiverUrl: world.receiver.url,
      phase: this.name,
    });
    world.receiver.noteFor(this.name, this.#ledger);
    this.sender = new Sender({
      url: `${world.ingressUrl}${this.traffic.path}`,
      phase: this.name,
      ledger: this.#ledger,
      rate: this.rate,
    });
    this.sender.start();
    try {
      await this.#pause(CALM_MS);
      await this.#injectAgainAndAgain();
      await this.#recovered();
    } finally {
      await this.sender.stop();
      this.stoppedAt = Date.now();
    }
    await fault.after?.(world);
  }

  /** Waits until all is done, compares, and answers the row of the report. */
  async judge() {
    const { world, fault, signal } = this;
    const { api } = world;
    const [ledger, traffic] = [this.#ledger, this.traffic];
    const isQuiet = await quiet({ api, ledger, traffic, timeoutMs: QUIET_WITHIN_MS, signal });
    const quietMs = Date.now() - this.stoppedAt;
    const found = await compare({ api, ledger, traffic });
    if (process.env.FAULTS_LOGS) {
      for (const id of found.lostEvents)
        console.error(JSON.stringify(await api('GET', `/events/${id}`)));
    }
    await traffic.clear();
    const acknowledged = ledger.acknowledged.length;
    const recoveries = this.#healedAt.map((at) => ledger.recoveredAfter(at));
    const row = {
      fault: fault.name,
      about: fault.about,
      embodiment: world.embodiment,
      system: world.layout,
      seconds: this.seconds,
      injections: this.#healedAt.length,
      sent: ledger.sent.size,
      acknowledged,
      refused: ledger.sent.size - acknowledged,
      answers: ledger.answers,
      lost: found.lost,
      duplicates: ledger.duplicates,
      keptUnacknowledged: found.keptUnacknowledged,
      recoveryMs: { median: medianOf(recoveries), worst: worstOf(recoveries) },
      quietMs,
      examples: found.examples,
    };
    return { ...row, complaints: this.#complaints(row, { isQuiet, ...found }) };
  }

  async #injectAgainAndAgain() {
    const { world, fault, random } = this;
    const endAt = Date.now() + this.seconds * 1_000;
    do {
      await this.#pause(
        between(fault.every, random) * 1_000 * (this.#healedAt.length > 0 ? 1 : 0.1),
      );
      const injected = await fault.inject(world, random);
      await this.#pause((fault.lasts ?? 0) * 1_000).finally(() => fault.heal?.(world, injected));
      this.#healedAt.push(Date.now());
    } while (Date.now() < endAt || this.#healedAt.length < (fault.times ?? 1));
  }

  /** Goes on sending until the system does its work again, so that the time it takes is known. */
  async #recovered() {
    const last = this.#healedAt.at(-1);
    const giveUpAt = Date.now() + RECOVERY_WITHIN_MS;
    while (this.#ledger.recoveredAfter(last) === undefined && Date.now() < giveUpAt) {
      await this.#pause(50);
    }
    await this.#pause(CALM_MS);
  }

  #complaints(row, { isQuiet, twice, reasons }) {
    const { expects = {} } = this.fault;
    const complaints = [];
    const say = (isWrong, text) => isWrong && complaints.push(text);
    say(row.lost > 0, `${row.lost} lost: ${JSON.stringify(reasons)}, such as ${row.examples[0]}`);
    say(!isQuiet, `not quiet after ${QUIET_WITHIN_MS / 1_000} s`);
    say(twice > 0, `${twice} unacknowledged requests became more than one event`);
    say(this.sender.rude > 0, `${this.sender.rude} answers of 503 without Retry-After`);
    say(row.acknowledged === 0, 'nothing was acknowledged');
    say(row.recoveryMs.worst === undefined, 'it did not recover');
    say(expects.allAnswered && row.refused > 0, `${row.refused} requests failed`);
    say(expects.noDuplicates && row.duplicates > 0, `${row.duplicates} effects came twice`);
    say(expects.refusals && !row.answers[503], 'no request was answered with 503');
    const slowest = expects.recoveryMs;
    say(slowest && row.recoveryMs.worst > slowest, `recovery took more than ${slowest} ms`);
    return complaints;
  }

  async #pause(ms) {
    await sleep(ms, undefined, { signal: this.signal });
  }
}

const known = (numbers) => numbers.filter((number) => number !== undefined).sort((a, b) => a - b);
const medianOf = (numbers) => known(numbers)[Math.floor(known(numbers).length / 2)];
/** Undefined when the last one never was. */
const worstOf = (numbers) => (numbers.at(-1) === undefined ? undefined : known(numbers).at(-1));
