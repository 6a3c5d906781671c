import type { Id, RawJson } from '@millwright/kernel';

/** What tests are made of where nobody gives data. */
export abstract class TestSamples {
  /** The topics that were seen, or that something names, sorted. */
  abstract knownTopics(workspaceId: Id): AsyncIterable<string>;
  /** Of the latest real event. */
  abstract latestData(workspaceId: Id, topic: string): Promise<RawJson | undefined>;
  /** Of a preview event of some task. */
  abstract previewData(workspaceId: Id, topic: string): Promise<RawJson | undefined>;
}
