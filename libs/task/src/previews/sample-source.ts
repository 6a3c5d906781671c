import type { EventEnvelope } from '@millwright/contracts';

/** Where events of a topic usually come from: the `event.source` of a preview. */
export function sampleSourceOf(topic: string): EventEnvelope['source'] {
  const [domain = '', subject = ''] = topic.split('/');
  switch (domain) {
    case 'mechanic':
      return systemSources.get(subject) ?? 'system';
    case 'millwright':
      return subject === 'trigger' ? 'trigger' : 'system';
    case 'user':
      return 'webhook';
    case 'shopify':
      return 'shopify';
    default:
      return 'connection';
  }
}

const systemSources: ReadonlyMap<string, string> = new Map([
  ['user', 'user'],
  ['scheduler', 'scheduler'],
  ['emails', 'email'],
]);
