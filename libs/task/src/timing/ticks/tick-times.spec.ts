import fc from 'fast-check';
import { DateTime } from 'luxon';
import { parseCron, type CronLine } from '../../definitions/cron-line.ts';
import { lastTick, nextTick } from './tick-times.ts';
import { ZoneDays } from './zone-days.ts';

const MINUTE_MS = 60_000;
const days = new ZoneDays();

const lineOf = (text: string): CronLine => {
  const line = parseCron(text);
  if (typeof line === 'string') throw new Error(line);
  return line;
};

/** The ticks from one local time up to another, in UTC. */
function ticksBetween(text: string, zone: string, from: string, to: string): string[] {
  const line = lineOf(text);
  const end = Date.parse(to);
  const found: string[] = [];
  let at = Date.parse(from) - 1;
  for (;;) {
    const next = nextTick(days, line, zone, at);
    if (next === undefined || next > end) return found;
    found.push(new Date(next).toISOString().replace(':00.000Z', 'Z'));
    at = next;
  }
}

describe('a tick at midnight', () => {
  it.each([
    // [zone, day before the jump, what midnights there are in UTC]
    ['Europe/Berlin', '2026-03-28T12:00Z', ['2026-03-28T23:00Z', '2026-03-29T22:00Z']],
    ['Europe/Berlin', '2026-10-24T12:00Z', ['2026-10-24T22:00Z', '2026-10-25T23:00Z']],
    // The clocks of Santiago go from 24:00 to 01:00, and back from 24:00 to 23:00.
    ['America/Santiago', '2024-09-07T12:00Z', ['2024-09-08T04:00Z', '2024-09-09T03:00Z']],
    ['America/Santiago', '2024-04-06T12:00Z', ['2024-04-07T04:00Z', '2024-04-08T04:00Z']],
    // Those of Havana go from 00:00 to 01:00, and from 01:00 back to 00:00: midnight comes twice.
    ['America/Havana', '2024-03-09T12:00Z', ['2024-03-10T05:00Z', '2024-03-11T04:00Z']],
    ['America/Havana', '2024-11-02T12:00Z', ['2024-11-03T04:00Z', '2024-11-04T05:00Z']],
    ['Africa/Cairo', '2024-04-25T12:00Z', ['2024-04-25T22:00Z', '2024-04-26T21:00Z']],
    ['Asia/Kolkata', '2024-04-25T12:00Z', ['2024-04-25T18:30Z', '2024-04-26T18:30Z']],
    // Half an hour on Lord Howe Island.
    ['Australia/Lord_Howe', '2024-10-05T00:00Z', ['2024-10-05T13:30Z', '2024-10-06T13:00Z']],
  ])('comes once a day in %s after %s', (zone, from, expected) => {
    expect(ticksBetween('0 0 * * *', zone, from, expected[1]!)).toEqual(expected);
  });

  it('leaves out a day that a zone left out', () => {
    // Samoa had no 30 December 2011.
    const ticks = ticksBetween(
      '0 0 * * *',
      'Pacific/Apia',
      '2011-12-29T00:00Z',
      '2011-12-31T10:00Z',
    );

    expect(ticks).toEqual(['2011-12-29T10:00Z', '2011-12-30T10:00Z', '2011-12-31T10:00Z']);
  });
});

describe('a line with hours', () => {
  it('ticks at the first moment after, where its time is skipped, and no second time', () => {
    const ticks = ticksBetween(
      '0,30 2,3 * * *',
      'Europe/Berlin',
      '2026-03-28T23:00Z',
      '2026-03-29T21:00Z',
    );

    expect(ticks).toEqual(['2026-03-29T01:00Z', '2026-03-29T01:30Z']);
  });

  it('ticks once where its time is repeated', () => {
    const ticks = ticksBetween(
      '30 2 * * *',
      'Europe/Berlin',
      '2026-10-24T22:00Z',
      '2026-10-25T22:00Z',
    );

    expect(ticks).toEqual(['2026-10-25T00:30Z']);
  });
});

describe('a line for every hour', () => {
  it('ticks again in an hour that is repeated, and not in one that is skipped', () => {
    const berlin = (from: string, to: string) =>
      ticksBetween('*/30 * * * *', 'Europe/Berlin', from, to);

    expect(berlin('2026-10-25T00:00Z', '2026-10-25T02:00Z')).toEqual([
      '2026-10-25T00:00Z',
      '2026-10-25T00:30Z',
      '2026-10-25T01:00Z',
      '2026-10-25T01:30Z',
      '2026-10-25T02:00Z',
    ]);
    expect(berlin('2026-03-29T00:30Z', '2026-03-29T01:30Z')).toEqual([
      '2026-03-29T00:30Z',
      '2026-03-29T01:00Z',
      '2026-03-29T01:30Z',
    ]);
  });

  it('goes by the minutes on the wall where a zone is half an hour off', () => {
    expect(
      ticksBetween('0 * * * *', 'Asia/Kolkata', '2026-01-01T00:00Z', '2026-01-01T01:40Z'),
    ).toEqual(['2026-01-01T00:30Z', '2026-01-01T01:30Z']);
  });
});

describe('days', () => {
  it('match by either field where both are restricted, else by both', () => {
    const from = '2026-06-01T00:00Z';
    expect(ticksBetween('0 0 15 * fri', 'UTC', from, '2026-06-19T00:00Z')).toEqual([
      '2026-06-05T00:00Z',
      '2026-06-12T00:00Z',
      '2026-06-15T00:00Z',
      '2026-06-19T00:00Z',
    ]);
    expect(ticksBetween('0 0 15 * *', 'UTC', from, '2026-07-20T00:00Z')).toEqual([
      '2026-06-15T00:00Z',
      '2026-07-15T00:00Z',
    ]);
  });

  it('are found years ahead, and those that never come are not looked for for ever', () => {
    const from = Date.parse('2096-03-01T00:00Z');
    expect(nextTick(days, lineOf('0 0 29 2 *'), 'UTC', from)).toBe(Date.parse('2104-02-29T00:00Z'));
    expect(nextTick(days, lineOf('0 0 31 2 *'), 'UTC', from)).toBeUndefined();
    expect(lastTick(days, lineOf('0 0 31 2 *'), 'UTC', from)).toBeUndefined();
  });
});

describe('for any line, zone and time', () => {
  const zones = [
    'UTC',
    'Europe/Berlin',
    'America/New_York',
    'America/Havana',
    'America/Santiago',
    'Australia/Lord_Howe',
    'Asia/Kathmandu',
    'Pacific/Apia',
    'Africa/Casablanca',
  ];
  const anyMs = fc.integer({
    min: Date.parse('2010-01-01T00:00Z'),
    max: Date.parse('2030-01-01T00:00Z'),
  });
  const minutes = fc.constantFrom('*', '*/10', '0', '7,30', '15-45/15');
  const anyText = fc
    .tuple(
      minutes,
      fc.constantFrom('*', '0', '2', '1-3', '23'),
      fc.constantFrom('*', '1', '*/2', '28-31'),
      fc.constantFrom('*', 'mar', '4-10'),
      fc.constantFrom('*', 'sun', 'mon-fri', '7'),
    )
    .map((fields) => fields.join(' '));

  /** What clocks show, minute by minute: a slow way to the same ticks. */
  function walked(text: string, zone: string, fromMs: number, count: number): number[] {
    const line = lineOf(text);
    const found: number[] = [];
    const first = Math.floor(fromMs / MINUTE_MS) + 1;
    for (let minute = first; minute < first + count; minute += 1) {
      const at = DateTime.fromMillis(minute * MINUTE_MS, { zone });
      const isDay = line.days.has(at.day);
      const isWeekday = line.weekdays.has(at.weekday % 7);
      if (!line.months.has(at.month) || !line.minutes.has(at.minute)) continue;
      if (line.eitherDay ? isDay || isWeekday : isDay && isWeekday) found.push(minute * MINUTE_MS);
    }
    return found;
  }

  it('ticks of every hour are those that a walk over every minute finds', () => {
    fc.assert(
      fc.property(
        fc.tuple(minutes, fc.constantFrom('*', '1', 'sun')),
        fc.constantFrom(...zones),
        anyMs,
        ([minute, weekday], zone, fromMs) => {
          const text = `${minute} * * * ${weekday === '1' ? 'mon' : weekday}`;
          const expected = walked(text, zone, fromMs, 24 * 60);
          const end = fromMs + 24 * 60 * MINUTE_MS;
          const found: number[] = [];
          let at = fromMs;
          for (;;) {
            const next = nextTick(days, lineOf(text), zone, at);
            if (next === undefined || next > end) break;
            found.push((at = next));
          }
          expect(found).toEqual(expected.filter((ms) => ms <= end));
        },
      ),
      { numRuns: 60 },
    );
  });

  it('the last tick at the next tick is that tick, and none lies in between', () => {
    fc.assert(
      fc.property(anyText, fc.constantFrom(...zones), anyMs, (text, zone, ms) => {
        const line = lineOf(text);
        const next = nextTick(days, line, zone, ms);
        if (next === undefined) return;
        expect(next).toBeGreaterThan(ms);
        expect(lastTick(days, line, zone, next)).toBe(next);
        expect(lastTick(days, line, zone, next - 1)).toBe(lastTick(days, line, zone, ms));
      }),
      { numRuns: 300 },
    );
  });
});
