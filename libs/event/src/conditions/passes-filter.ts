import { parseJson, type JsonValue } from '@millwright/kernel';
import type { StoredEvent } from '../event.store.ts';
import type { Condition, Conditions } from './condition.ts';
import { holds } from './holds.ts';
import { valuesAt } from './values-at.ts';

/** The members of an event that a path can begin with, beside `data`. */
export const filteredMembers = [
  'id',
  'topic',
  'source',
  'created_at',
  'webhook_id',
  'provider',
  'provider_event',
] as const;

/** An event as conditions look at it. Its data is parsed once, and only if a condition asks for it. */
export class FilteredEvent {
  private parsed: { data: JsonValue } | undefined;

  constructor(private readonly event: StoredEvent) {}

  /** What the first step of a path means; undefined: there is no such member, or it is null. */
  member(name: string): JsonValue | undefined {
    if (name === 'data') return this.data;
    const known = filteredMembers.find((member) => member === name);
    return (known && this.event.envelope[known]) ?? undefined;
  }

  private get data(): JsonValue {
    return (this.parsed ??= { data: parsedOrNull(this.event.data.text) }).data;
  }
}

/** Whether an event passes; null: every event does. Looks at nothing else and never throws. */
export function passesFilter(filter: Conditions | null, event: FilteredEvent): boolean {
  if (filter === null) return true;
  const { all = [], any = [] } = filter;
  const passes = (condition: Condition): boolean => passesOne(condition, event);
  return all.every(passes) && (any.length === 0 || any.some(passes));
}

function passesOne(condition: Condition, event: FilteredEvent): boolean {
  const [name = '', ...steps] = condition.path.split('.');
  const member = event.member(name);
  return holds(condition, member === undefined ? [] : valuesAt(member, steps));
}

/** Data that was taken in is JSON; should it ever not be, it is taken for null. */
function parsedOrNull(text: string): JsonValue {
  try {
    return parseJson(text);
  } catch {
    return null;
  }
}
