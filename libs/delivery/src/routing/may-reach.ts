import { FilteredEvent, passesFilter, type StoredEvent } from '@millwright/event';
import { jsonValueAt, type Id } from '@millwright/kernel';
import { matchesTopic, topicPatternOf } from '../topics/index.ts';
import type { ActiveEndpoint } from './active-endpoints.ts';

const NOTICE_TOPIC = /^millwright\/(?:endpoint|delivery)\//;

/** Whether an event may go to an endpoint at all: private ones go to none, notices not to the one they are about. */
export function mayReach(endpointId: Id, { envelope, data }: StoredEvent): boolean {
  if (envelope.task_ids !== null) return false;
  if (!NOTICE_TOPIC.test(envelope.topic)) return true;
  return jsonValueAt(data, ['endpoint', 'id'])?.text !== JSON.stringify(endpointId);
}

/** Whether an event meets the conditions that an endpoint sets. */
export const passesFilterOf = ({ settings }: ActiveEndpoint, event: FilteredEvent): boolean =>
  passesFilter(settings.filter, event);

/** Whether an event goes to an endpoint: what the index finds, for one. */
export const isWantedBy = (endpoint: ActiveEndpoint, event: StoredEvent): boolean =>
  endpoint.topics.some((text) => {
    const pattern = topicPatternOf(text);
    return typeof pattern !== 'string' && matchesTopic(pattern, event.envelope.topic);
  }) &&
  mayReach(endpoint.id, event) &&
  passesFilterOf(endpoint, new FilteredEvent(event));
