import 'reflect-metadata';
import { jest } from '@jest/globals';
import {
  decodeMessage,
  encodeMessage,
  providerFetchFinished,
  providerFetchRequested,
  type ProviderFetchFinished,
  type ProviderFetchRequested,
} from '@millwright/contracts';
import { openLocalBus, replyTo, type LocalBus } from '@millwright/messaging';
import {
  replyTakerOf,
  startConsumers,
  takerOf,
  type ConsumerApp,
} from '@millwright/messaging/testing';
import { Metrics, silentLogger } from '@millwright/observability';
import { FakeClock, until } from '@millwright/testing';
import { KeyUnavailableError } from '../ports/sender-keys.ts';
import { FetchedKeys } from './fetched-keys.ts';
import { ProviderFetches } from './provider-fetches.ts';

type Fetched = Omit<ProviderFetchFinished, 'fetch_id'>;

const CERTIFICATE = 'https://api.paypal.com/certs/1';
const OTHER = 'https://api.paypal.com/certs/2';
const MINUTE_MS = 60_000;
const DAY_MS = 24 * 60 * MINUTE_MS;

const fetched = (text: string): Fetched => ({ outcome: 'fetched', text });
const failed = (outcome: 'untrusted' | 'unavailable'): Fetched => ({
  outcome,
  text: '',
  reason: 'network',
});

let bus: LocalBus;
let clock: FakeClock;
let metrics: Metrics;
let fetches: ProviderFetches;
let keys: FetchedKeys;
let apps: ConsumerApp[];
/** What the runner was asked for. */
let asked: ProviderFetchRequested[];

beforeEach(async () => {
  bus = openLocalBus({ logger: silentLogger });
  clock = new FakeClock();
  metrics = new Metrics();
  fetches = new ProviderFetches(bus, silentLogger, metrics);
  keys = new FetchedKeys(fetches, clock);
  asked = [];
  const heard = replyTakerOf((body) =>
    fetches.finished(decodeMessage(providerFetchFinished, body).head),
  );
  apps = [await startConsumers(bus, heard)];
});
afterEach(async () => {
  await Promise.all(apps.map((app) => app.close()));
  await bus.close();
});

/** A runner that answers so; nothing: not at all. */
async function startRunner(
  answer: (order: ProviderFetchRequested) => Fetched | undefined,
): Promise<void> {
  const taker = takerOf('provider-fetches', 100, async (body) => {
    const { head } = decodeMessage(providerFetchRequested, body);
    asked.push(head);
    const came = answer(head);
    if (came !== undefined) await tell(head, came);
  });
  apps.push(await startConsumers(bus, taker));
}

const tell = ({ fetch_id, reply_to }: ProviderFetchRequested, came: Fetched): Promise<void> =>
  bus.publish({
    queue: replyTo(reply_to),
    id: fetch_id,
    body: encodeMessage(providerFetchFinished, { fetch_id, ...came }),
  });

const textOf = async (url = CERTIFICATE): Promise<string | undefined> =>
  (await keys.fetch('paypal', [url])).get(url);

describe('the key of a sender', () => {
  it('is asked for once a day, and for another address again', async () => {
    await startRunner(({ url }) => fetched(`key at ${url}`));

    expect(await textOf()).toBe(`key at ${CERTIFICATE}`);
    clock.advance(DAY_MS - 1);
    expect(await textOf()).toBe(`key at ${CERTIFICATE}`);
    expect(await textOf(OTHER)).toBe(`key at ${OTHER}`);
    clock.advance(1);
    expect(await textOf()).toBe(`key at ${CERTIFICATE}`);

    expect(asked).toMatchObject([
      { provider: 'paypal', purpose: 'key', url: CERTIFICATE, reply_to: bus.address },
      { url: OTHER },
      { url: CERTIFICATE },
    ]);
  });

  it('is asked for once by all who need it at the same time', async () => {
    await startRunner(() => undefined);
    const waiting = Promise.all(Array.from({ length: 50 }, () => textOf()));
    await until(() => asked.length > 0);
    await tell(asked[0]!, fetched('key'));

    expect(new Set(await waiting)).toEqual(new Set(['key']));
    expect(asked).toHaveLength(1);
  });

  it('is not asked for again for a minute when it could not be fetched', async () => {
    const answers = [failed('unavailable'), fetched('key')];
    await startRunner(() => answers.shift());

    await expect(textOf()).rejects.toMatchObject({ code: 'key_unavailable', retry: true });
    clock.advance(MINUTE_MS - 1);
    await expect(textOf()).rejects.toThrow(KeyUnavailableError);
    expect(asked).toHaveLength(1);
    clock.advance(1);
    expect(await textOf()).toBe('key');
  });

  it('is still to be had of one sender while another’s take all that they may', async () => {
    await startRunner(({ provider }) => (provider === 'paypal' ? undefined : fetched('key')));
    const junk = Array.from({ length: 30 }, (_none, n) => textOf(`${CERTIFICATE}/${n}`));
    const ends = Promise.allSettled(junk);
    const url = 'https://sns.eu-west-1.amazonaws.com/Service-1.pem';

    expect((await keys.fetch('aws-sns', [url])).get(url)).toBe('key');

    const ofPaypal = asked.filter(({ provider }) => provider === 'paypal');
    expect(ofPaypal.length).toBeLessThanOrEqual(8);
    await Promise.all(ofPaypal.map((order) => tell(order, fetched('key'))));
    const taken = (await ends).filter(({ status }) => status === 'fulfilled');
    expect(taken).toHaveLength(ofPaypal.length);
  });

  it('is nobody’s, for a minute, where the address is not surely the sender’s', async () => {
    await startRunner(() => failed('untrusted'));

    expect(await textOf()).toBe('');
    expect(await textOf()).toBe('');
    expect(asked).toHaveLength(1);
    clock.advance(MINUTE_MS);
    expect(await textOf()).toBe('');
    expect(asked).toHaveLength(2);
  });

  it('is given though another that is needed too could not be fetched', async () => {
    await startRunner(({ url }) => (url === OTHER ? failed('unavailable') : fetched('key')));

    const found = await keys.fetch('paypal', [OTHER, CERTIFICATE]);

    expect([...found]).toEqual([[CERTIFICATE, 'key']]);
  });

  it('is fetched anew once a minute at most when it may have been replaced', async () => {
    let turn = 0;
    await startRunner(() => fetched(`key ${(turn += 1)}`));
    const renewed = async () => (await keys.renew('paypal', [CERTIFICATE])).get(CERTIFICATE);

    expect(await textOf()).toBe('key 1');
    expect(await renewed()).toBe('key 1');
    clock.advance(MINUTE_MS);
    expect(await textOf()).toBe('key 1');
    expect(await renewed()).toBe('key 2');
    expect(await renewed()).toBe('key 2');
    expect(await textOf()).toBe('key 2');
  });

  it('is what it was when it cannot be fetched anew, which is tried once a minute', async () => {
    const answers = [fetched('key'), failed('unavailable'), fetched('new key')];
    await startRunner(() => answers.shift());
    await textOf();
    clock.advance(MINUTE_MS);

    await expect(keys.renew('paypal', [CERTIFICATE])).rejects.toThrow(KeyUnavailableError);
    await expect(keys.renew('paypal', [CERTIFICATE])).rejects.toThrow(KeyUnavailableError);
    expect(await textOf()).toBe('key');
    expect(asked).toHaveLength(2);
    clock.advance(MINUTE_MS);
    expect((await keys.renew('paypal', [CERTIFICATE])).get(CERTIFICATE)).toBe('new key');
  });
});

describe('a subscription', () => {
  const url = 'https://sns.eu-west-1.amazonaws.com/?Token=1';

  it('is confirmed by a runner, each time', async () => {
    await startRunner(() => fetched('<ConfirmSubscriptionResponse/>'));

    await keys.confirm('aws-sns', url);
    await keys.confirm('aws-sns', url);

    expect(asked).toMatchObject([
      { provider: 'aws-sns', purpose: 'confirmation', url },
      { provider: 'aws-sns', purpose: 'confirmation', url },
    ]);
  });

  it.each(['unavailable', 'untrusted'] as const)('is not when that is %s', async (outcome) => {
    await startRunner(() => failed(outcome));

    await expect(keys.confirm('aws-sns', url)).rejects.toThrow(KeyUnavailableError);
  });

  it('is not taken for a key', async () => {
    await startRunner(({ purpose }) => fetched(purpose));

    await keys.confirm('aws-sns', url);

    expect((await keys.fetch('aws-sns', [url])).get(url)).toBe('key');
  });
});

describe('a fetch that no runner answers', () => {
  beforeEach(() => {
    jest.useFakeTimers({ doNotFake: ['setImmediate', 'nextTick', 'queueMicrotask'] });
  });
  afterEach(() => {
    jest.useRealTimers();
  });

  it('is given up after six seconds, and asked for anew by the next request', async () => {
    let outcome: unknown;
    const first = textOf().catch((error: unknown) => (outcome = error));
    await jest.advanceTimersByTimeAsync(5_999);
    expect(outcome).toBeUndefined();
    await jest.advanceTimersByTimeAsync(1);
    await first;

    expect(outcome).toBeInstanceOf(KeyUnavailableError);
    expect(String(outcome)).toContain('within 6 s');
    expect(await metrics.text()).toContain(
      'millwright_provider_fetches_total{purpose="key",outcome="unanswered"} 1',
    );
    await startRunner(({ fetch_id }) => fetched(fetch_id));
    expect(await textOf()).toBe(asked.at(-1)!.fetch_id);
  });

  it('may be answered too late', async () => {
    await startRunner(() => undefined);
    const first = expect(textOf()).rejects.toThrow(KeyUnavailableError);
    await until(() => asked.length === 1);
    await jest.advanceTimersByTimeAsync(6_000);
    await first;
    await tell(asked[0]!, fetched('late'));
    const second = textOf();
    await until(() => asked.length === 2);
    await tell(asked[1]!, fetched('in time'));

    expect(await second).toBe('in time');
  });

  it('is one of twenty at most', async () => {
    const waiting = Promise.allSettled(
      Array.from({ length: 20 }, (_, n) => textOf(`${CERTIFICATE}/${n}`)),
    );

    await expect(textOf()).rejects.toThrow('too much is being fetched');
    await jest.advanceTimersByTimeAsync(6_000);
    await waiting;
    await startRunner(() => fetched('key'));
    expect(await textOf()).toBe('key');
  });

  it('is not waited for where the broker is away', async () => {
    await bus.close();

    await expect(textOf()).rejects.toMatchObject({
      code: 'key_unavailable',
      cause: { code: 'broker_unavailable' },
    });
  });
});
