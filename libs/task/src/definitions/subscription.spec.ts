import { CALL_TOPIC } from '@millwright/job';
import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { isInvalid, parseSubscription, parseSubscriptions } from './subscription.ts';

describe('a subscription', () => {
  it.each([
    ['user/order/created', { topic: 'user/order/created', key: 'user/order/created' }],
    [
      '  a/b/c+1.hour ',
      { topic: 'a/b/c', offset: { amount: 1, unit: 'hour' }, key: 'a/b/c+1.hour' },
    ],
    [
      'a/b/c+010.Hours',
      { topic: 'a/b/c', offset: { amount: 10, unit: 'hour' }, key: 'a/b/c+10.hour' },
    ],
    ['mechanic/scheduler/daily+10.hours', { topic: 'mechanic/scheduler/daily' }],
    ['cron:30 9 * * mon-fri Europe/Berlin', { topic: 'mechanic/scheduler/cron' }],
  ])('is read from "%s"', (line, expected) => {
    expect(parseSubscription(line)).toMatchObject({ line: line.trim(), ...expected });
  });

  it('to the topic of calls may stand there for its previews, and cannot wait', () => {
    expect(parseSubscription('millwright/trigger/call')).toMatchObject({ key: CALL_TOPIC });
    expect(parseSubscription('millwright/trigger/call+1.hour')).toMatchObject({
      problem: expect.stringContaining('scheduled_in_secs'),
    });
  });

  it('without a wait has no offset', () => {
    expect(parseSubscription('a/b/c+0.minutes')).toEqual({
      line: 'a/b/c+0.minutes',
      key: 'a/b/c',
      topic: 'a/b/c',
    });
  });

  it.each([
    'user/order',
    'user/*/created',
    `a/b/${'c'.repeat(200)}`,
    'a/b/c+1',
    'a/b/c+1.fortnight',
    'a/b/c+-1.day',
    'a/b/c+1.5.days',
    'cron:',
    'cron:* * * *',
    'cron:60 * * * *',
    'cron:* * * * * Mars/Olympus',
    'cron:* * 0 * *',
    'cron:5-1 * * * *',
    'cron:*/0 * * * *',
    'cron:@daily',
    '# a/b/c',
  ])('is not read from "%s"', (line) => {
    const parsed = parseSubscription(line);

    expect(isInvalid(parsed) && parsed.problem).toEqual(expect.any(String));
  });

  it('never throws, for any text', () => {
    fc.assert(
      fc.property(fc.string(), (text) => {
        parseSubscription(text);
        parseSubscription(`cron:${text}`);
      }),
    );
  });
});

describe('the lines of a template', () => {
  it('collapse into the first where they mean the same', () => {
    const { subscriptions, invalid } = parseSubscriptions(
      'a/b/c+1.hours\r\n\n  a/b/c+1.Hour\na/b/c\na/b/c+0.days\ncron:0 0 * * MON\ncron:0  0 * * mon\n',
    );

    expect(subscriptions.map(({ line }) => line)).toEqual([
      'a/b/c+1.hours',
      'a/b/c',
      'cron:0 0 * * MON',
    ]);
    expect(invalid).toEqual([]);
  });

  it('are numbered where they are at fault', () => {
    const { invalid } = parseSubscriptions('a/b/c\n\nnonsense');

    expect(invalid).toMatchObject([{ line: 'nonsense', lineNumber: 3 }]);
  });
});
