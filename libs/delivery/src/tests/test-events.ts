import type { Database } from '@millwright/database';
import { EventStore, type StoredEvent } from '@millwright/event';
import { newId, RawJson, type Id } from '@millwright/kernel';
import type { Endpoint } from '../endpoints/endpoint.entity.ts';
import type { TestSamples } from './test-samples.ts';
import { testTopicsOf } from './test-topics.ts';

/** What a test is asked to be made of. */
export interface TestWish {
  topic?: string | undefined;
  data?: RawJson | undefined;
  /** Whether whoever asks may see events that really came. */
  mayReadEvents: boolean;
}

const PLAIN = new RawJson('{"test":true}');

/** The events of a test: never stored, and of ids of their own. */
export async function testEventsOf(
  endpoint: Pick<Endpoint, 'workspaceId' | 'topics' | 'mode' | 'settings'>,
  { topic, data, mayReadEvents }: TestWish,
  samples: TestSamples,
  now: Date,
): Promise<StoredEvent[]> {
  const { workspaceId } = endpoint;
  const topics = topic === undefined ? await testTopicsOf(endpoint, samples) : [topic];
  const events: StoredEvent[] = [];
  for (const each of topics) {
    const sample =
      data ??
      (mayReadEvents ? await samples.latestData(workspaceId, each) : undefined) ??
      (await samples.previewData(workspaceId, each)) ??
      PLAIN;
    events.push(eventOf(workspaceId, each, sample, now));
  }
  return events;
}

function eventOf(workspaceId: Id, topic: string, data: RawJson, now: Date): StoredEvent {
  const absent = { webhook_id: null, provider: null, provider_event: null, request_id: null };
  return {
    envelope: {
      ...{ id: newId(), workspace_id: workspaceId, topic, source: 'webhook' },
      ...{ created_at: now.toISOString(), parent_id: null, replay_of: null, task_ids: null },
      ...absent,
    },
    data,
  };
}

/** Gives the events of a test to whoever reads them by their ids. */
export class TestEvents extends EventStore {
  constructor(
    database: Database,
    private readonly events: readonly StoredEvent[],
  ) {
    super(database);
  }

  override eventsOf(): Promise<StoredEvent[]> {
    return Promise.resolve([...this.events]);
  }
}
