import { join } from 'node:path';
import { randomBytes } from 'node:crypto';
import { App } from '../../system/app.mjs';
import { brokerUrl } from '../../system/broker.mjs';
import { freePorts } from '../../system/ports.mjs';

/**
 * Starts a bare server of baselines/ with the names of so many queues of its own and `more` in its environment, which
 * is else that of our apps (Node's options). Answers `{url, queues}`.
 */
export async function startBaseline(root, closing, name, more = {}, amount = 1) {
  const [port] = await freePorts(1);
  const url = `http://127.0.0.1:${port}`;
  const queue = `bench-${randomBytes(4).toString('hex')}.${name}`;
  const queues = Array.from({ length: amount }, (_none, number) => `${queue}.${number}`);
  const main = join(root, 'tools', 'bench', 'baselines', `${name}.mjs`);
  const env = {
    AMQP_URL: brokerUrl(),
    QUEUE: queues.join(','),
    PORT: `${port}`,
    NODE_ENV: 'production',
    ...more,
  };
  const app = new App({ name, main, env, healthUrl: `${url}/ready` });
  await closing.use(app, () => app.stop());
  await app.start();
  return { url, queues };
}
