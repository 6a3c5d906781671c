import { givenWebhook } from '../delivery/system.mjs';

/** A task that posts the data of its events to a URL, so many times each; answers where to post events. */
export async function givenSendingTask(system, topic, url, times = 1) {
  const options = `{"method": "post", "url": "${url}", "body": {{ event.data | json }}}`;
  const action = `{% action "http" %}${options}{% endaction %}`;
  const script = times === 1 ? action : `{% for i in (1..${times}) %}${action}{% endfor %}`;
  const task = { name: topic, subscriptions_template: topic, script };
  await system.api('POST', '/tasks', task);
  return givenWebhook(system, topic);
}
