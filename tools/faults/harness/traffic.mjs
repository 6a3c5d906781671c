import { layOutEndpoints } from './endpoints.mjs';

const retry = { max_attempts: 12, delays_seconds: [1, 1, 2, 2, 3, 5] };
const deleteQuietly = (api, path) => api('DELETE', path).catch(() => undefined);

/**
 * One webhook and three tasks for the events of a phase. For each event the first task echoes it, keeps its checksum
 * in the cache, makes a child event and posts it; the second does so three seconds later; the third posts the child.
 * Two endpoints have it delivered. They come first: a webhook made after them knows that order is to be kept.
 */
export async function layOutTraffic({ api, receiverUrl, deliveryUrl, phase }) {
  const topic = `user/${phase}/sent`;
  const childTopic = `user/${phase}/child`;
  const post = (kind) =>
    `{% action "http" %}{"method":"post","url":"${receiverUrl}/${kind}","timeout":5,"error_on_5xx":true,` +
    `"body":{{ event.data | json }}}{% endaction %}`;
  const now = [
    '{% action "echo", event.data %}',
    `{% action "cache" %}{"set":{"key":"${phase}/{{ event.data.number }}","value":{{ event.data.sum | json }}}}{% endaction %}`,
    `{% action "event" %}{"topic":"${childTopic}","data":{{ event.data | json }}}{% endaction %}`,
    post('now'),
  ].join('\n');
  const taskOf = (name, subscriptions_template, script) =>
    api('POST', '/tasks', { name: `${phase} ${name}`, subscriptions_template, script, retry });

  const endpoints = await layOutEndpoints({ api, receiverUrl: deliveryUrl, phase, topic });
  const webhook = await api('POST', '/webhooks', { name: phase, topic });
  const tasks = {
    now: await taskOf('now', topic, now),
    later: await taskOf('later', `${topic}+3.seconds`, post('later')),
    child: await taskOf('child', childTopic, post('child')),
  };
  return {
    phase,
    topic,
    childTopic,
    path: `/webhooks/${webhook.id}`,
    endpoints,
    tasks: Object.fromEntries(Object.entries(tasks).map(([kind, { id }]) => [kind, id])),
    /** What is stored stays; the next phase has a webhook, tasks and endpoints of its own. */
    async clear() {
      await deleteQuietly(api, `/webhooks/${webhook.id}`);
      for (const { id } of Object.values(tasks)) await deleteQuietly(api, `/tasks/${id}`);
      for (const id of Object.values(endpoints)) await deleteQuietly(api, `/endpoints/${id}`);
    },
  };
}

/** How many actions each task renders for an event. */
export const actionsOf = { now: 4, later: 1, child: 1 };
export const kinds = ['now', 'later', 'child'];
