import { CALL_TOPIC } from '@millwright/job';
import { isTopic } from '@millwright/event';
import { parseCron } from './cron-line.ts';
import type { CronLine } from './cron-line.ts';
import { offsetUnits } from './offset.ts';
import type { Offset, OffsetUnit } from './offset.ts';

/** One line of a task's subscriptions. `key` is equal for lines that mean the same. */
export interface Subscription {
  line: string;
  key: string;
  /** The topic it answers to; for a cron line `mechanic/scheduler/cron`. */
  topic: string;
  /** Missing: at once. */
  offset?: Offset;
  cron?: CronLine;
}

/** A line that is no subscription. `problem` says why, and what one looks like. */
export interface InvalidSubscription {
  line: string;
  problem: string;
}

/** The topic of the events that cron lines make. */
export const CRON_TOPIC = 'mechanic/scheduler/cron';

const OFFSET = /^(\d+)\.([a-z]+?)s?$/i;

/** Whether a parsed line is not a subscription. */
export const isInvalid = (
  parsed: Subscription | InvalidSubscription,
): parsed is InvalidSubscription => 'problem' in parsed;

/** Reads `<topic>`, `<topic>+<N>.<unit>` or `cron:<five fields>[ <zone>]`. */
export function parseSubscription(text: string): Subscription | InvalidSubscription {
  const line = text.trim();
  if (/^cron:/i.test(line)) return parseCronLine(line);
  const plusAt = line.indexOf('+');
  const topic = plusAt < 0 ? line : line.slice(0, plusAt);
  if (!isTopic(topic)) {
    return {
      line,
      problem: `"${topic}" is not a topic: domain/subject/verb, at most 200 characters`,
    };
  }
  if (plusAt < 0) return { line, key: topic, topic };
  const offset = parseOffset(line.slice(plusAt + 1));
  if (offset === undefined) {
    return {
      line,
      problem: `"${line.slice(plusAt)}" is not an offset such as +10.minutes or +1.day`,
    };
  }
  if (offset.amount === 0) return { line, key: topic, topic };
  if (topic === CALL_TOPIC) {
    return { line, problem: 'a call cannot wait: call the task with scheduled_in_secs instead' };
  }
  return { line, key: `${topic}+${offset.amount}.${offset.unit}`, topic, offset };
}

/** The lines of a rendered template: trimmed, blank ones left out, those that mean the same collapsed into the first. */
export function parseSubscriptions(text: string): ParsedSubscriptions {
  const byKey = new Map<string, Subscription>();
  const invalid: ParsedSubscriptions['invalid'] = [];
  text.split(/\r\n|\r|\n/).forEach((line, index) => {
    if (line.trim() === '') return;
    const parsed = parseSubscription(line);
    if (isInvalid(parsed)) invalid.push({ ...parsed, lineNumber: index + 1 });
    else if (!byKey.has(parsed.key)) byKey.set(parsed.key, parsed);
  });
  return { subscriptions: [...byKey.values()], invalid };
}

/** What {@link parseSubscriptions} found. `lineNumber` counts from 1. */
export interface ParsedSubscriptions {
  subscriptions: Subscription[];
  invalid: (InvalidSubscription & { lineNumber: number })[];
}

function parseCronLine(line: string): Subscription | InvalidSubscription {
  const fields = line.slice('cron:'.length).trim().split(/\s+/);
  const cron = parseCron(fields.join(' '));
  if (typeof cron === 'string') return { line, problem: cron };
  const [zone] = fields.splice(5);
  const key = ['cron:' + fields.join(' ').toLowerCase(), ...(zone === undefined ? [] : [zone])];
  return { line, key: key.join(' '), topic: CRON_TOPIC, cron };
}

function parseOffset(text: string): Offset | undefined {
  const found = OFFSET.exec(text);
  const unit = found?.[2]?.toLowerCase();
  if (!isUnit(unit)) return undefined;
  return { amount: Number(found![1]), unit };
}

const isUnit = (text: string | undefined): text is OffsetUnit =>
  offsetUnits.some((unit) => unit === text);
