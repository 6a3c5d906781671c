import { peekAt } from '@millwright/messaging/testing';
import { amqpPrefix, amqpUrl, cloneDatabase } from '@millwright/testing';
import { AppProcess } from './app-process.ts';
import { freePorts } from './free-ports.ts';
import { commonEnvironment, type System, type SystemShape } from './system.ts';

/** Starts the four apps on a database and a broker prefix of their own. */
export async function startProcesses(
  token: string,
  more: Readonly<Record<string, string>> = {},
  { ingresses = 1, databaseUrlOf = (_app, url) => url }: SystemShape = {},
): Promise<System> {
  const prefix = amqpPrefix();
  const database = await cloneDatabase(() => Promise.resolve(), 'an empty database');
  const [adminPort, routerPort, runnerPort, ...ingressPorts] = (await freePorts(3 + ingresses)) as [
    number,
    number,
    number,
    number,
    ...number[],
  ];
  const env = {
    ...commonEnvironment(token),
    AMQP_URL: amqpUrl(),
    AMQP_PREFIX: prefix,
    ADMIN_PORT: `${adminPort}`,
    ...more,
  };
  const app = (name: string, port: number): AppProcess =>
    new AppProcess({
      name,
      healthUrl: `http://127.0.0.1:${port}/health/ready`,
      env: {
        ...env,
        DATABASE_URL: databaseUrlOf(name, database.url),
        INGRESS_PORT: `${name === 'ingress' ? port : ingressPorts[0]}`,
        HEALTH_PORT: `${port}`,
      },
    });
  const apps = [
    app('admin-api', adminPort),
    app('event-router', routerPort),
    app('task-runner', runnerPort),
    ...ingressPorts.map((port) => app('ingress', port)),
  ];
  await Promise.all(apps.map((each) => each.start()));
  return {
    embodiment: 'processes',
    ingressUrl: `http://127.0.0.1:${ingressPorts[0]}`,
    otherIngressUrl: `http://127.0.0.1:${ingressPorts.at(-1)}`,
    adminUrl: `http://127.0.0.1:${adminPort}`,
    token,
    apps,
    stop: async () => {
      await Promise.all(apps.map((each) => each.stop()));
      await database.drop();
      await peekAt(prefix).wipe();
    },
  };
}
