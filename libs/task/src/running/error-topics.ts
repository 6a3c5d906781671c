const ERROR_TOPICS = 'mechanic/errors/';

/** The topic of the events that tell of failed runs of a kind. */
export const errorTopicOf = (kind: 'event' | 'task' | 'action'): string => `${ERROR_TOPICS}${kind}`;

/** Whether an event of this topic, or a subscription to it, is about failed runs. */
export const isErrorTopic = (topic: string): boolean => topic.startsWith(ERROR_TOPICS);
