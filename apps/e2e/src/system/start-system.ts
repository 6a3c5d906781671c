import { startProcesses } from './processes.system.ts';
import { startStandalone } from './standalone.system.ts';
import type { Embodiment, System, SystemShape } from './system.ts';

const TOKEN = 'e2e-admin-token-of-the-instance';

/**
 * Starts the embodiment that `E2E_EMBODIMENT` names, standalone without it. For `external` the system runs already:
 * `E2E_INGRESS_URL`, `E2E_ADMIN_URL` and `E2E_TOKEN` say where. `env` is added to what its processes are started with.
 */
export function startSystem(
  env: Readonly<Record<string, string>> = {},
  shape: SystemShape = {},
): Promise<System> {
  switch (embodiment()) {
    case 'standalone':
      return startStandalone(TOKEN, env);
    case 'processes':
      return startProcesses(TOKEN, env, shape);
    case 'external':
      return Promise.resolve(externalSystem());
  }
}

/** Which embodiment is under test. */
export function embodiment(): Embodiment {
  const name = process.env['E2E_EMBODIMENT'] ?? 'standalone';
  if (name === 'standalone' || name === 'processes' || name === 'external') return name;
  throw new Error(`E2E_EMBODIMENT is "${name}"; it must be standalone, processes or external`);
}

function externalSystem(): System {
  const {
    E2E_INGRESS_URL: ingressUrl = 'http://127.0.0.1:8080',
    E2E_ADMIN_URL: adminUrl = 'http://127.0.0.1:8081',
    E2E_TOKEN: token = '',
  } = process.env;
  return {
    embodiment: 'external',
    ingressUrl,
    otherIngressUrl: ingressUrl,
    adminUrl,
    token,
    apps: [],
    stop: () => Promise.resolve(),
  };
}
