import { peekAt } from '@millwright/messaging/testing';
import { amqpPrefix, amqpUrl, cloneDatabase } from '@millwright/testing';
import { AppProcess } from './app-process.ts';
import { freePorts } from './free-ports.ts';
import { commonEnvironment, type System } from './system.ts';

/** Starts the four apps on a database and a broker prefix of their own. */
export async function startProcesses(
  token: string,
  more: Readonly<Record<string, string>> = {},
): Promise<System> {
  const prefix = amqpPrefix();
  const database = await cloneDatabase(() => Promise.resolve(), 'an empty database');
  const [ingressPort, adminPort, routerPort, runnerPort] = (await freePorts(4)) as [
    number,
    number,
    number,
    number,
  ];
  const env = {
    ...commonEnvironment(token),
    DATABASE_URL: database.url,
    AMQP_URL: amqpUrl(),
    AMQP_PREFIX: prefix,
    INGRESS_PORT: `${ingressPort}`,
    ADMIN_PORT: `${adminPort}`,
    ...more,
  };
  const app = (name: string, port: number): AppProcess =>
    new AppProcess({
      name,
      healthUrl: `http://127.0.0.1:${port}/health/ready`,
      env: { ...env, HEALTH_PORT: `${port}` },
    });
  const apps = [
    app('admin-api', adminPort),
    app('event-router', routerPort),
    app('task-runner', runnerPort),
    app('ingress', ingressPort),
  ];
  await Promise.all(apps.map((each) => each.start()));
  return {
    embodiment: 'processes',
    ingressUrl: `http://127.0.0.1:${ingressPort}`,
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
