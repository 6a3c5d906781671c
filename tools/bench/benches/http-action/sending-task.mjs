import { givenWebhook } from '../delivery/system.mjs';

/** A task that posts the data of its events to a URL; answers where to post events. */
export async function givenSendingTask(system, topic, url) {
  const options = `{"method": "post", "url": "${url}", "body": {{ event.data | json }}}`;
  const script = `{% action "http" %}${options}{% endaction %}`;
  const task = { name: topic, subscriptions_template: topic, script };
  await system.api('POST', '/tasks', task);
  return givenWebhook(system, topic);
}
