import type { Endpoint } from '../endpoints/endpoint.entity.ts';
import { matcherOf } from '../topics/index.ts';
import type { TestSamples } from './test-samples.ts';

/** The topics of a test's events: of a batch one for each known topic that matches, else the first of them. */
export async function testTopicsOf(
  {
    workspaceId,
    topics,
    mode,
    settings,
  }: Pick<Endpoint, 'workspaceId' | 'topics' | 'mode' | 'settings'>,
  samples: Pick<TestSamples, 'knownTopics'>,
): Promise<string[]> {
  const most = mode === 'batched' ? settings.batch_limit : 1;
  const isMeant = matcherOf(topics);
  const found: string[] = [];
  for await (const topic of samples.knownTopics(workspaceId)) {
    if (isMeant(topic) && found.push(topic) === most) break;
  }
  return found.length > 0 ? found : [plainTopicOf(topics[0]!)];
}

/** A topic that a pattern means. */
export const plainTopicOf = (pattern: string): string =>
  pattern
    .split('/')
    .map((segment) => (segment === '*' || segment === '**' ? 'test' : segment))
    .join('/');
