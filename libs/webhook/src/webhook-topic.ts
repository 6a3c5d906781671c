import { isUserTopic, type Topic } from '@millwright/event';

const HINT = '{hint}';
const MAX_HINT_LENGTH = 100;

/** Whether a webhook may have this topic: `user/<subject>/<verb>`, where the verb may be `{hint}`. */
export const isWebhookTopic = (text: string): boolean =>
  isUserTopic(text.endsWith(`/${HINT}`) ? text.replace(HINT, 'hint') : text);

/** The topic of an event: a webhook's, with the sender's own word for its kind where it says `{hint}`. */
export function topicOfEvent(topic: string, hint: string | null): Topic {
  if (!topic.endsWith(HINT)) return topic;
  const word = (hint ?? '').toLowerCase().replaceAll(/[^a-z0-9_.-]/g, '_');
  return topic.slice(0, -HINT.length) + (word.slice(0, MAX_HINT_LENGTH) || 'unknown');
}
