import type { RawJson } from '@millwright/kernel';
import { USER_TRIGGER_TOPIC } from '../routing/match.ts';
import { subscribesTo } from '../routing/tasks-named.ts';

/** Which of the topics of a run by hand a task wants: text for text, form for an object, else the plain trigger. */
export function runTopicOf(subscriptions: readonly string[], { text }: RawJson): string {
  const first = text.trimStart()[0];
  const kind = first === '"' ? 'text' : first === '{' ? 'form' : 'trigger';
  const topic = `mechanic/user/${kind}`;
  return subscribesTo(subscriptions, topic) ? topic : USER_TRIGGER_TOPIC;
}
