import { keyOf } from './numbered.mjs';

/** In which order an endpoint that keeps it got the deliveries of each key. */
export class KeyOrder {
  /** By key: `{open, begun, accepted}`: what has begun and is not accepted yet, all that began, what was accepted when. */
  #keys = new Map();
  /** What came before the one before it was done, in words. */
  #early = [];

  arrived(number) {
    const key = this.#of(number);
    const last = key.begun.at(-1);
    if (last !== number && (key.open !== undefined || key.begun.includes(number))) {
      this.#early.push(
        `${number} came ${key.open === undefined ? 'again after' : 'during'} ${last}`,
      );
    }
    if (!key.accepted.includes(number)) key.open = number;
    if (!key.begun.includes(number)) key.begun.push(number);
  }

  accepted(number) {
    const key = this.#of(number);
    if (key.open === number) key.open = undefined;
    if (!key.accepted.includes(number)) key.accepted.push(number);
  }

  /**
   * What is out of order, in words: a delivery that came while another of its key was not done, and one that was
   * accepted before another whose event had been acknowledged when its own was not even sent.
   */
  faults(sent) {
    const late = [...this.#keys.values()].flatMap(({ accepted }) => lateOnes(accepted, sent));
    return [...this.#early, ...late];
  }

  #of(number) {
    const key = keyOf(number);
    if (!this.#keys.has(key)) this.#keys.set(key, { open: undefined, begun: [], accepted: [] });
    return this.#keys.get(key);
  }
}

function lateOnes(accepted, sent) {
  const late = [];
  let newest;
  for (const number of accepted) {
    const { sentAt, endedAt, status } = sent.get(number) ?? {};
    if (status === 204 && newest && endedAt < newest.sentAt) {
      late.push(`${number} was accepted after ${newest.number}`);
    }
    if (sentAt !== undefined && !(newest?.sentAt >= sentAt)) newest = { number, sentAt };
  }
  return late;
}
