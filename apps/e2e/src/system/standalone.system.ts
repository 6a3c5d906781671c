import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { AppProcess } from './app-process.ts';
import { freePorts } from './free-ports.ts';
import { commonEnvironment, type System } from './system.ts';

/** Starts the standalone system in a data directory of its own. */
export async function startStandalone(
  token: string,
  env: Readonly<Record<string, string>> = {},
): Promise<System> {
  const dataDir = await mkdtemp(join(tmpdir(), 'millwright e2e '));
  const [ingressPort, adminPort] = (await freePorts(2)) as [number, number];
  const app = new AppProcess({
    name: 'standalone',
    healthUrl: `http://127.0.0.1:${ingressPort}/health/ready`,
    env: {
      ...commonEnvironment(token),
      INGRESS_PORT: `${ingressPort}`,
      ADMIN_PORT: `${adminPort}`,
      MILLWRIGHT_DATA_DIR: dataDir,
      ...env,
    },
  });
  await app.start();
  return {
    embodiment: 'standalone',
    ingressUrl: `http://127.0.0.1:${ingressPort}`,
    otherIngressUrl: `http://127.0.0.1:${ingressPort}`,
    adminUrl: `http://127.0.0.1:${adminPort}`,
    token,
    apps: [app],
    stop: async () => {
      await app.stop();
      await rm(dataDir, { recursive: true, force: true });
    },
  };
}
