import { execFileSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { answersWithin, freePort, rabbitAnswers } from './probe.mjs';
import { programAt, quarters, startServer } from './programs.mjs';

export const name = 'RabbitMQ';
export const variable = 'AMQP_URL';
export const image = 'rabbitmq:4-management';
export const containerPort = 5672;
export const containerEnvironment = {};

/** URLs under which a developer's broker usually answers. */
export const usualUrls = ['amqp://guest:guest@127.0.0.1:5672'];
export const containerUrl = (port) => `amqp://guest:guest@127.0.0.1:${port}`;
export const answers = rabbitAnswers;

/** Starts a broker of our own in a temporary folder, or returns undefined where none is installed. */
export async function startHere(root) {
  // Debian's wrapper on the PATH insists on its own user and folders; the real script lies beside.
  const program = programAt('rabbitmq-server', ['/usr/lib/rabbitmq/bin']);
  if (!program) return undefined;

  const { folder, identity, remove } = quarters('rabbitmq', ['rabbitmq']);
  const [port, distributionPort, epmdPort] = [await freePort(), await freePort(), await freePort()];
  const url = `amqp://guest:guest@127.0.0.1:${port}`;
  writeFileSync(join(folder, 'rabbitmq.conf'), `listeners.tcp.local = 127.0.0.1:${port}\n`);
  writeFileSync(join(folder, 'enabled_plugins'), '[].\n');
  const env = {
    ...process.env,
    HOME: folder,
    ERL_EPMD_PORT: `${epmdPort}`, // an epmd of our own, so that it can be stopped with the broker
    ERL_EPMD_ADDRESS: '127.0.0.1',
    RABBITMQ_NODENAME: `millwright-${port}@localhost`,
    RABBITMQ_DIST_PORT: `${distributionPort}`,
    RABBITMQ_MNESIA_BASE: join(folder, 'data'),
    RABBITMQ_LOG_BASE: join(folder, 'log'),
    RABBITMQ_LOGS: '-',
    RABBITMQ_PID_FILE: join(folder, 'pid'),
    RABBITMQ_CONFIG_FILE: join(folder, 'rabbitmq.conf'),
    RABBITMQ_ENABLED_PLUGINS_FILE: join(folder, 'enabled_plugins'),
    RABBITMQ_CONF_ENV_FILE: join(folder, 'no-such-file'),
  };
  const server = startServer(program, [], { ...identity, cwd: folder, env });
  const stop = async () => {
    await server.stop('SIGTERM');
    try {
      execFileSync('epmd', ['-port', `${epmdPort}`, '-kill'], { stdio: 'pipe', env });
    } catch {
      // it ended with the broker
    }
    remove();
  };
  if (await answersWithin(60_000, () => rabbitAnswers(root, url), server.isOver)) {
    return { url, stop };
  }
  await stop();
  throw new Error(`RabbitMQ did not start: ${server.lastWords()}`);
}
