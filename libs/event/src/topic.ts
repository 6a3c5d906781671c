/** What kind of event it is: `domain/subject/verb`. */
export type Topic = string;

const TOPIC = /^[a-z0-9_.-]+(\/[a-z0-9_.-]+){2}$/i;
const MAX_LENGTH = 200;

/** Whether a text is a topic. Upper case is allowed; topics compare exactly. */
export const isTopic = (text: string): boolean => text.length <= MAX_LENGTH && TOPIC.test(text);

/** Whether webhooks, tasks and people may publish it: `user/<subject>/<verb>` only. */
export const isUserTopic = (text: string): boolean => isTopic(text) && text.startsWith('user/');
