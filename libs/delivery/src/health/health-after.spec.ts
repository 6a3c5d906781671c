import fc from 'fast-check';
import type { DeliveryErrorCode } from '../sending/delivery.errors.ts';
import type { DisableRules } from './auto-disable.ts';
import { healthAfter, type AttemptEnd, type HealthAfter } from './health-after.ts';
import { isSound, noHealth, type Health } from './health.ts';

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;
const now = new Date('2026-01-10T12:00:00Z');
const ago = (ms: number): Date => new Date(now.getTime() - ms);
const rules: DisableRules = { autoDisable: true, editedAt: null, createdAt: ago(30 * DAY_MS) };
const end = (code: DeliveryErrorCode | null, more: Partial<AttemptEnd> = {}): AttemptEnd => ({
  code,
  statusCode: code === null ? 200 : 500,
  retryAt: null,
  isProbe: false,
  ...more,
});
const from = (health: Partial<Health>, ended: AttemptEnd, of = rules): HealthAfter =>
  healthAfter({ ...noHealth, ...health }, ended, of, now);

describe('the counters', () => {
  it('rise with a failure, and a success clears them', () => {
    const { health } = from({}, end('http_status'));
    expect(health).toMatchObject({
      consecutiveFailures: 1,
      failingSince: now,
      failedAttempts: 1,
      lastFailureAt: now,
    });

    expect(healthAfter(health, end(null), rules, now).health).toMatchObject({
      consecutiveFailures: 0,
      failingSince: null,
      failedAttempts: 0,
      lastSuccessAt: now,
    });
  });

  it.each([
    'address_forbidden',
    'payload_too_large',
    'signing_failed',
    'transformation_failed',
    'interrupted',
  ] as const)('know nothing of %s', (code) => {
    const before = { failingSince: ago(HOUR_MS), consecutiveFailures: 3, failedAttempts: 3 };

    expect(from(before, end(code))).toEqual({
      health: { ...noHealth, ...before },
      notice: null,
      disable: null,
    });
  });

  it('take 429 for failing, not for a failure in a row', () => {
    const { health } = from({}, end('rate_limited', { statusCode: 429 }));

    expect(health).toMatchObject({
      consecutiveFailures: 0,
      failingSince: now,
      failedAttempts: 1,
      circuit: 'closed',
    });
  });
});

describe('the circuit', () => {
  it('opens at the tenth failure in a row', () => {
    expect(from({ consecutiveFailures: 8 }, end('timeout')).health.circuit).toBe('closed');
    expect(from({ consecutiveFailures: 9 }, end('timeout')).health).toMatchObject({
      circuit: 'open',
      circuitOpenedAt: now,
      probeDelayS: 60,
      nextProbeAt: new Date(now.getTime() + 60_000),
    });
  });

  it('waits twice as long after each probe that fails, an hour at the most', () => {
    let health: Health = from({ consecutiveFailures: 9 }, end('timeout')).health;
    const delays: (number | null)[] = [];
    for (let probes = 0; probes < 8; probes += 1) {
      delays.push(health.probeDelayS);
      health = healthAfter(health, end('timeout', { isProbe: true }), rules, now).health;
    }

    expect(delays).toEqual([60, 120, 240, 480, 960, 1_920, 3_600, 3_600]);
  });

  it('learns nothing from attempts that were under way when it opened', () => {
    const open = from({ consecutiveFailures: 9 }, end('timeout')).health;
    const later = healthAfter(open, end('timeout'), rules, new Date(now.getTime() + 5_000)).health;

    expect(later.nextProbeAt).toEqual(open.nextProbeAt);
    expect(later.consecutiveFailures).toBe(11);
  });

  it.each(['rate_limited', 'signing_failed'] as const)(
    'stays open, its wait as it was, after a probe that ends in %s',
    (code) => {
      const open = { circuit: 'open', probeDelayS: 240, circuitOpenedAt: ago(HOUR_MS) } as const;

      expect(from(open, end(code, { isProbe: true, statusCode: 429 })).health).toMatchObject({
        circuit: 'open',
        probeDelayS: 240,
        nextProbeAt: new Date(now.getTime() + 240_000),
        circuitOpenedAt: ago(HOUR_MS),
      });
    },
  );
});

describe('a pause', () => {
  const retryAt = new Date(now.getTime() + 900_000);
  it.each([
    [429, retryAt, retryAt],
    [429, null, new Date(now.getTime() + 60_000)],
    [503, retryAt, retryAt],
    [503, null, null],
    [500, retryAt, null],
  ])('of %i with Retry-After %p lasts until %p', (statusCode, given, until) => {
    const code = statusCode === 429 ? 'rate_limited' : 'http_status';

    expect(from({}, end(code, { statusCode, retryAt: given })).health.pausedUntil).toEqual(until);
  });

  it('is never cut short by a shorter one', () => {
    const pausedUntil = new Date(now.getTime() + 7_200_000);

    const { health } = from({ pausedUntil }, end('rate_limited', { statusCode: 429 }));

    expect(health.pausedUntil).toEqual(pausedUntil);
  });
});

describe('a warning (M21)', () => {
  it('comes with the first failed attempt past an hour of failures, and once', () => {
    expect(from({ failingSince: ago(HOUR_MS - 1) }, end('timeout')).notice).toBeNull();
    const warned = from({ failingSince: ago(HOUR_MS) }, end('timeout'));
    expect(warned).toMatchObject({ notice: 'failing', health: { lastNoticeAt: now } });

    expect(healthAfter(warned.health, end('timeout'), rules, now).notice).toBeNull();
  });

  it('comes again after 24 hours, not before', () => {
    const failing = { failingSince: ago(3 * DAY_MS), isWarned: true };

    expect(from({ ...failing, lastNoticeAt: ago(DAY_MS - 1) }, end('timeout')).notice).toBeNull();
    expect(from({ ...failing, lastNoticeAt: ago(DAY_MS) }, end('timeout')).notice).toBe('failing');
  });

  it('is taken back by the first success after it, and by no other', () => {
    const warned = from({ failingSince: ago(HOUR_MS) }, end('timeout')).health;

    const { health, notice } = healthAfter(warned, end(null), rules, now);

    expect(notice).toBe('recovered');
    expect(isSound(health)).toBe(true);
    expect(healthAfter(health, end(null), rules, now).notice).toBeNull();
  });
});

describe('auto-disable (M9, M23, M24)', () => {
  const failing = {
    failingSince: ago(5 * DAY_MS),
    failedAttempts: 19,
    lastSuccessAt: ago(6 * DAY_MS),
  };
  const disables = (health: Partial<Health>, of: Partial<DisableRules> = {}) =>
    from({ lastNoticeAt: ago(1), ...failing, ...health }, end('timeout'), { ...rules, ...of })
      .disable;

  it.each([
    ['all holds', {}, {}, 'failing'],
    ['never changed', {}, { editedAt: null }, 'failing'],
    ['changed a week ago', {}, { editedAt: ago(7 * DAY_MS) }, 'failing'],
    ['changed 20 days ago', {}, { editedAt: ago(20 * DAY_MS) }, 'failing'],
    ['changed 2 hours ago', {}, { editedAt: ago(2 * HOUR_MS) }, null],
    ['changed a day ago', {}, { editedAt: ago(DAY_MS) }, null],
    ['auto_disable is off', {}, { autoDisable: false }, null],
    ['four days only', { failingSince: ago(4 * DAY_MS) }, {}, null],
    ['19 attempts only', { failedAttempts: 18 }, {}, null],
    ['no success yet, but old enough', { lastSuccessAt: null }, {}, 'failing'],
    ['no success yet, and young', { lastSuccessAt: null }, { createdAt: ago(4 * DAY_MS) }, null],
  ])('%s: %p %p → %p', (_what, health, of, reason) => {
    expect(disables(health, of)).toBe(reason);
  });

  it.each([0, 1, 2])('leaves an endpoint with %i failures before alone (M23)', (failures) => {
    const history = { consecutiveFailures: failures, failedAttempts: failures };
    const failingSince = failures === 0 ? null : ago(60_000);

    expect(from({ ...history, failingSince }, end('http_status'))).toMatchObject({
      disable: null,
      notice: null,
    });
  });
});

it('disables at 410 with one notice, whatever else holds (M26)', () => {
  const failing = {
    failingSince: ago(6 * DAY_MS),
    failedAttempts: 50,
    lastSuccessAt: ago(7 * DAY_MS),
  };
  const of = { autoDisable: false, editedAt: ago(60_000), createdAt: ago(DAY_MS) };

  expect(from({}, end('endpoint_gone'), of)).toMatchObject({ disable: 'gone', notice: 'disabled' });
  expect(from(failing, end('endpoint_gone'))).toMatchObject({
    disable: 'gone',
    notice: 'disabled',
  });
});

describe('for any history', () => {
  const codes = fc.constantFrom<DeliveryErrorCode | null>(
    ...([null, 'http_status', 'timeout', 'rate_limited', 'signing_failed', 'interrupted'] as const),
  );
  it('a success leaves nothing behind, and an open circuit always has its next probe', () => {
    fc.assert(
      fc.property(fc.array(fc.tuple(codes, fc.nat(HOUR_MS), fc.boolean())), (history) => {
        let health: Health = noHealth;
        let ms = now.getTime();
        for (const [code, passed, isProbe] of history) {
          ms += passed;
          const probing = isProbe && health.circuit === 'open';
          health = healthAfter(health, end(code, { isProbe: probing }), rules, new Date(ms)).health;
          const isOpen = health.circuit === 'open';
          expect(health.nextProbeAt !== null).toBe(isOpen);
          expect(isOpen).toBe(health.circuitOpenedAt !== null);
          if (code === null) expect(isSound(health)).toBe(true);
        }
      }),
    );
  });
});
