import { setTimeout as sleep } from 'node:timers/promises';
import { KeyOrder } from './key-order.mjs';
import { Ledger } from './ledger.mjs';
import { complaintsOf } from './promises.mjs';
import { between } from './random.mjs';
import { aboutOf } from './row.mjs';
import { Sender } from './sender.mjs';
import { layOutTraffic } from './traffic.mjs';
import { compare, quiet } from './verdict.mjs';

const CALM_MS = 1_500;
const SHOWN = 5;
const RECOVERY_WITHIN_MS = 60_000;
const QUIET_WITHIN_MS = Number(process.env.FAULTS_QUIET_SECONDS ?? 240) * 1_000;

/** One fault on one system: events are sent while it comes and goes, then what was acknowledged is looked for. */
export class Phase {
  /** By fault: `{injectedAt, healedAt}`. */
  #times = [];
  #evidence = 0;
  #ledger = new Ledger();
  /** What the endpoints got. */
  #delivered = new Ledger();
  #order = new KeyOrder();

  /** `serial`: a number that no other phase on this system has. */
  constructor({ world, fault, serial, seconds, rate, random, signal }) {
    Object.assign(this, { world, fault, seconds, rate, random, signal });
    this.name = `f${serial}-${fault.name}`;
  }

  /** Sends under the fault, until it has gone for the last time and the system works again. */
  async drive() {
    const { world, fault } = this;
    this.traffic = await layOutTraffic({
      api: world.api,
      receiverUrl: world.receiver.url,
      deliveryUrl: world.deliveries.url,
      phase: this.name,
    });
    world.receiver.noteFor(this.name, this.#ledger);
    world.deliveries.noteFor(this.name, { ledger: this.#delivered, order: this.#order });
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
    const [ledger, delivered, order] = [this.#ledger, this.#delivered, this.#order];
    const noted = { api, ledger, delivered, order, traffic: this.traffic };
    const isQuiet = await quiet({ ...noted, timeoutMs: QUIET_WITHIN_MS, signal });
    const quietMs = Date.now() - this.stoppedAt;
    const found = await compare(noted);
    if (process.env.FAULTS_LOGS) {
      for (const id of found.lostEvents)
        console.error(JSON.stringify(await api('GET', `/events/${id}`)));
    }
    await this.traffic.clear();
    const acknowledged = ledger.acknowledged.length;
    const recoveries = this.#times.map(({ healedAt }) => ledger.recoveredAfter(healedAt));
    const row = {
      fault: fault.name,
      about: aboutOf(fault),
      embodiment: world.embodiment,
      system: world.layout,
      seconds: this.seconds,
      injections: this.#times.length,
      evidence: { count: this.#evidence, of: fault.shows },
      sent: ledger.sent.size,
      acknowledged,
      refused: ledger.sent.size - acknowledged,
      answers: ledger.answers,
      lost: found.lost,
      duplicates: ledger.duplicates,
      deliveries: delivered.answered,
      deliveryDuplicates: delivered.duplicates,
      outOfOrder: found.outOfOrder.length,
      keptUnacknowledged: found.keptUnacknowledged,
      /** Times that the fault brought all work to rest. */
      idle: this.#times.filter((time) => !ledger.workedDuring(time)).length,
      recoveryMs: { median: medianOf(recoveries), worst: worstOf(recoveries) },
      quietMs,
      examples: [...found.examples, ...found.outOfOrder.slice(0, SHOWN)],
    };
    const { rude } = this.sender;
    const quietWithinMs = QUIET_WITHIN_MS;
    const complaints = complaintsOf(fault, row, { isQuiet, quietWithinMs, rude, ...found });
    return { ...row, complaints };
  }

  async #injectAgainAndAgain() {
    const { world, fault, random } = this;
    const saw = (count) => (this.#evidence += count);
    const endAt = Date.now() + this.seconds * 1_000;
    let turn = 0;
    do {
      await this.#pause(between(fault.every, random) * 1_000 * (turn > 0 ? 1 : 0.1));
      const injectedAt = Date.now();
      const injected = await fault.inject(world, { random, turn, saw });
      const heal = () => fault.heal?.(world, injected, { saw });
      await this.#pause((fault.lasts ?? 0) * 1_000).finally(heal);
      this.#times.push({ injectedAt, healedAt: Date.now() });
      turn += 1;
    } while (Date.now() < endAt || turn < (fault.times ?? 1));
  }

  /** Goes on sending until the system does its work again, so that the time it takes is known. */
  async #recovered() {
    const last = this.#times.at(-1).healedAt;
    const giveUpAt = Date.now() + RECOVERY_WITHIN_MS;
    while (this.#ledger.recoveredAfter(last) === undefined && Date.now() < giveUpAt) {
      await this.#pause(50);
    }
    await this.#pause(CALM_MS);
  }

  async #pause(ms) {
    await sleep(ms, undefined, { signal: this.signal });
  }
}

const known = (numbers) => numbers.filter((number) => number !== undefined).sort((a, b) => a - b);
const medianOf = (numbers) => known(numbers)[Math.floor(known(numbers).length / 2)];
/** Undefined when the last one never was. */
const worstOf = (numbers) => (numbers.at(-1) === undefined ? undefined : known(numbers).at(-1));
