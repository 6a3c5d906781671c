import { join } from 'node:path';
import { App } from '../../system/app.mjs';
import { freePorts } from '../../system/ports.mjs';
import { until } from '../../system/until.mjs';

/** What our apps are to be allowed to reach for it. */
export const RECEIVERS = '127.77.0.0/16';

/**
 * Starts a receiver of webhooks with so many addresses: in truth each endpoint has a host of its own. Answers
 * `{urlOf(number), reset, letGo, received}`.
 */
export async function startReceiver(root, closing, amount = 1) {
  const [port] = await freePorts(1);
  const hosts = Array.from({ length: amount }, (_none, number) => hostOf(number));
  const urlOf = (number) => `http://${hosts[number]}:${port}`;
  const url = urlOf(0);
  const app = new App({
    name: 'receiver',
    main: join(root, 'tools', 'bench', 'harness', 'receiver.mjs'),
    env: { PORT: `${port}`, HOSTS: hosts.join(',') },
    healthUrl: `${url}/ready`,
  });
  await closing.use(app, () => app.stop());
  await app.start();
  const post = async (path) =>
    void (await (await fetch(`${url}${path}`, { method: 'POST' })).text());
  const stats = async () => (await fetch(`${url}/stats`)).json();
  return {
    urlOf,
    reset: () => post('/reset'),
    letGo: () => post('/let-go'),
    /** Waits for so many requests and answers the stats. */
    async received(amount) {
      let last;
      await until(async () => (last = await stats()).count >= amount, {
        timeoutMs: 300_000,
        what: `${amount} deliveries`,
      });
      return last;
    },
  };
}

const hostOf = (number) => `127.77.${Math.floor(number / 250)}.${(number % 250) + 1}`;
