import { execFile, execFileSync } from 'node:child_process';
import { chownSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { answersWithin, freePort, rabbitAnswers } from './probe.mjs';
import { programAt, quarters, startServer } from './programs.mjs';

const execFileLater = promisify(execFile);

export const name = 'RabbitMQ';
export const variable = 'AMQP_URL';
export const image = 'rabbitmq:4-management';
export const containerPort = 5672;
export const containerEnvironment = {};

/** URLs under which a developer's broker usually answers. */
export const usualUrls = ['amqp://guest:guest@127.0.0.1:5672'];
export const containerUrl = (port) => `amqp://guest:guest@127.0.0.1:${port}`;
export const answers = rabbitAnswers;

/**
 * A broker of our own in a temporary folder, not started yet; undefined where none is installed. It can be stopped,
 * killed and started again on the same data and port.
 * `nodeName`, `epmdPort`, `cookie`, `configuration` (lines) and `erlangArguments` make it a node of a cluster.
 * @param {string} root
 * @param {{port?: number, distributionPort?: number, nodeName?: string, epmdPort?: number, cookie?: string,
 *   configuration?: string[], erlangArguments?: string}} [options]
 */
export async function layOutHere(root, options = {}) {
  // Debian's wrapper on the PATH insists on its own user and folders; the real script lies beside.
  const program = programAt('rabbitmq-server', ['/usr/lib/rabbitmq/bin']);
  if (!program) return undefined;

  const { folder, identity, remove } = quarters('rabbitmq', ['rabbitmq']);
  const port = options.port ?? (await freePort());
  const distributionPort = options.distributionPort ?? (await freePort());
  const epmdPort = options.epmdPort ?? (await freePort());
  const nodeName = options.nodeName ?? `millwright-${port}@localhost`;
  const url = `amqp://guest:guest@127.0.0.1:${port}`;
  const configuration = [`listeners.tcp.local = 127.0.0.1:${port}`].concat(
    options.configuration ?? [],
  );
  writeFileSync(join(folder, 'rabbitmq.conf'), `${configuration.join('\n')}\n`);
  writeFileSync(join(folder, 'enabled_plugins'), '[].\n');
  if (options.cookie) {
    const file = join(folder, '.erlang.cookie');
    writeFileSync(file, options.cookie, { mode: 0o400 });
    if (identity.uid !== undefined) chownSync(file, identity.uid, identity.gid);
  }
  const pidFile = join(folder, 'pid');
  const env = {
    ...process.env,
    HOME: folder,
    ERL_EPMD_PORT: `${epmdPort}`, // an epmd of our own, so that it can be stopped with the broker
    ERL_EPMD_ADDRESS: '127.0.0.1',
    RABBITMQ_NODENAME: nodeName,
    RABBITMQ_DIST_PORT: `${distributionPort}`,
    RABBITMQ_MNESIA_BASE: join(folder, 'data'),
    RABBITMQ_LOG_BASE: join(folder, 'log'),
    RABBITMQ_LOGS: '-',
    RABBITMQ_PID_FILE: pidFile,
    RABBITMQ_CONFIG_FILE: join(folder, 'rabbitmq.conf'),
    RABBITMQ_ENABLED_PLUGINS_FILE: join(folder, 'enabled_plugins'),
    RABBITMQ_CONF_ENV_FILE: join(folder, 'no-such-file'),
    RABBITMQ_SERVER_ADDITIONAL_ERL_ARGS: options.erlangArguments ?? '',
  };
  let server;
  return {
    url,
    nodeName,
    distributionPort,
    remove: () => {
      try {
        execFileSync('epmd', ['-port', `${epmdPort}`, '-kill'], { stdio: 'pipe', env });
      } catch {
        // it ended with the broker
      }
      remove();
    },
    isUp: () => server !== undefined && !server.isOver(),
    lastWords: () => server?.lastWords() ?? '',
    /** Starts it and waits until it answers. */
    async start() {
      server = startServer(program, [], { ...identity, cwd: folder, env });
      if (await answersWithin(90_000, () => rabbitAnswers(root, url), server.isOver)) return;
      throw new Error(`RabbitMQ did not start: ${server.lastWords()}`);
    },
    stop: async () => server?.stop('SIGTERM'),
    /** Kills the virtual machine itself; the script around it ends with it. */
    async kill() {
      process.kill(Number(readFileSync(pidFile, 'utf8')), 'SIGKILL');
      await server.stop('SIGTERM');
    },
    /** Runs `rabbitmqctl` on it; resolves with its output. */
    async ctl(...args) {
      const tool = programAt('rabbitmqctl', ['/usr/lib/rabbitmq/bin']);
      const { stdout } = await execFileLater(tool, args, { ...identity, cwd: folder, env });
      return stdout;
    },
  };
}

/** Starts a broker of our own in a temporary folder, or returns undefined where none is installed. */
export async function startHere(root) {
  const server = await layOutHere(root);
  if (!server) return undefined;
  const stop = async () => {
    await server.stop();
    server.remove();
  };
  try {
    await server.start();
    return { url: server.url, stop };
  } catch (error) {
    await stop();
    throw error;
  }
}
