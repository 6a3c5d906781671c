import type { StoredEvent } from '@millwright/event';
import { bodyFormats, cutBatches, type BodyItem, type BodyRules } from '../formats/index.ts';
import { bodyEventOf } from '../routing/delivery-maker.ts';
import type { BatchedEndpoint } from './batched-endpoint.ts';

/** Events that go out together, and their body. */
export interface Batch {
  events: StoredEvent[];
  /** Null: a template makes it at the first attempt. */
  body: { json: string; isText: false } | null;
  sizeBytes: number;
}

/** How batches are made. */
export interface BatchRules extends BodyRules {
  maxBodyBytes: number;
}

/** Cuts events into batches in their order, each within the endpoint's limit of items and that of bytes. */
export function batchesOf(
  { format, settings }: BatchedEndpoint,
  events: readonly StoredEvent[],
  rules: BatchRules,
  madeAt: Date,
): Batch[] {
  const { batch_limit: limit, transformation } = settings;
  if (transformation !== null) return partsOf(events, limit).map(templated);
  const made = bodyFormats[format];
  const items = events.map((event): BodyItem & { event: StoredEvent } => ({
    ...made.itemOf(bodyEventOf(event), rules),
    event,
  }));
  return cutBatches(items, made, { items: limit, bytes: rules.maxBodyBytes }).map((cut) => ({
    events: cut.items.map(({ event }) => event),
    body: { json: made.batchOf(cut.items, madeAt), isText: false },
    sizeBytes: cut.sizeBytes,
  }));
}

const templated = (events: StoredEvent[]): Batch => ({ events, body: null, sizeBytes: 0 });

const partsOf = (events: readonly StoredEvent[], size: number): StoredEvent[][] =>
  Array.from({ length: Math.ceil(events.length / size) }, (_none, index) =>
    events.slice(index * size, (index + 1) * size),
  );
