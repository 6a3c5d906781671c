import { newId, RawJson } from '@millwright/kernel';
import type { ActiveTask } from '../../definitions/active-tasks.ts';
import { isInvalid, parseSubscription } from '../../definitions/subscription.ts';
import type { CompiledSubscription } from '../../routing/task-index.ts';
import { linesMeantBy, scheduledAtOf, scheduledLines } from './scheduled-lines.ts';
import { nextTick } from './tick-times.ts';
import { ZoneDays } from './zone-days.ts';

const workspaceId = newId();

function compiled(line: string, id = newId(), owner = workspaceId): CompiledSubscription {
  const subscription = parseSubscription(line);
  if (isInvalid(subscription)) throw new Error(subscription.problem);
  return { task: { id, workspaceId: owner } as ActiveTask, subscription };
}

describe('the topics of the scheduler', () => {
  it.each([
    // [topic, the first three ticks after Wednesday, 2026-04-29T23:55 in the Workspace's time zone]
    ['10min', '04-30T00:00', '04-30T00:10', '04-30T00:20'],
    ['15min', '04-30T00:00', '04-30T00:15', '04-30T00:30'],
    ['20min', '04-30T00:00', '04-30T00:20', '04-30T00:40'],
    ['30min', '04-30T00:00', '04-30T00:30', '04-30T01:00'],
    ['hourly', '04-30T00:00', '04-30T01:00', '04-30T02:00'],
    ['daily', '04-30T00:00', '05-01T00:00', '05-02T00:00'],
    ['monday', '05-04T00:00', '05-11T00:00', '05-18T00:00'],
    ['tuesday', '05-05T00:00', '05-12T00:00', '05-19T00:00'],
    ['wednesday', '05-06T00:00', '05-13T00:00', '05-20T00:00'],
    ['thursday', '04-30T00:00', '05-07T00:00', '05-14T00:00'],
    ['friday', '05-01T00:00', '05-08T00:00', '05-15T00:00'],
    ['saturday', '05-02T00:00', '05-09T00:00', '05-16T00:00'],
    ['sunday', '05-03T00:00', '05-10T00:00', '05-17T00:00'],
    ['monthly', '05-01T00:00', '06-01T00:00', '07-01T00:00'],
  ])('%s ticks at %s, %s and %s', (name, ...expected) => {
    const [line] = scheduledLines([compiled(`mechanic/scheduler/${name}`)]);
    const days = new ZoneDays();
    const ticks: number[] = [];
    // Kathmandu is 5:45 ahead, without jumps: what is told in UTC is seen.
    let ms = Date.parse('2026-04-29T23:55:00+05:45');
    for (let n = 0; n < 3; n += 1)
      ticks.push((ms = nextTick(days, line!.when, 'Asia/Kathmandu', ms)!));

    expect(ticks).toEqual(expected.map((text) => Date.parse(`2026-${text}:00+05:45`)));
  });

  it('are no others: a topic that there is not never ticks', () => {
    expect(scheduledLines([compiled('mechanic/scheduler/5min')])).toEqual([]);
  });

  it('are watched once for all tasks of a Workspace, with and without offsets', () => {
    const [one, other] = [newId(), newId()];
    const lines = scheduledLines([
      compiled('mechanic/scheduler/daily', one),
      compiled('mechanic/scheduler/daily+1.hour', other),
      compiled('mechanic/scheduler/daily', newId(), newId()),
    ]);

    expect(lines.map(({ taskIds }) => taskIds.length)).toEqual([2, 1]);
    expect(lines[0]).toMatchObject({ topic: 'mechanic/scheduler/daily', taskIds: [one, other] });
  });
});

describe('the time that an event of the scheduler stands for', () => {
  it.each([
    ['mechanic/scheduler/daily', '{"scheduled_at":"2026-01-01T00:00:00.000Z"}', true],
    ['mechanic/scheduler/cron', '{"cron":"* * * * *","scheduled_at":"2026-01-01T00:00:00Z"}', true],
    ['user/a/b', '{"scheduled_at":"2026-01-01T00:00:00.000Z"}', false],
    ['mechanic/scheduler/daily', '{"scheduled_at":"soon"}', false],
    ['mechanic/scheduler/daily', '{"scheduled_at":1}', false],
    ['mechanic/scheduler/daily', '[]', false],
    ['mechanic/scheduler/daily', 'null', false],
  ])('of %s with %s is known: %s', (topic, data, isKnown) => {
    const expected = isKnown ? new Date('2026-01-01T00:00:00.000Z') : undefined;
    expect(scheduledAtOf(topic, new RawJson(data))).toEqual(expected);
  });
});

describe('the lines that an event of a cron line is for', () => {
  const data = new RawJson('{"cron":"0 9 * * mon","tz":"Europe/Berlin"}');
  const meant = (...lines: CompiledSubscription[]): string[] =>
    linesMeantBy(data, lines).map(({ subscription }) => subscription.line);

  it('have its five fields, and its zone or none', () => {
    expect(
      meant(
        compiled('cron:0 9 * * MON Europe/Berlin'),
        compiled('cron:0 9 * * mon'),
        compiled('cron:0 9 * * mon UTC'),
        compiled('cron:0 9 * * 1 Europe/Berlin'),
      ),
    ).toEqual(['cron:0 9 * * MON Europe/Berlin', 'cron:0 9 * * mon']);
  });

  it('are of one task the one with its zone', () => {
    const id = newId();
    expect(
      meant(compiled('cron:0 9 * * mon', id), compiled('cron:0 9 * * mon Europe/Berlin', id)),
    ).toEqual(['cron:0 9 * * mon Europe/Berlin']);
  });
});
