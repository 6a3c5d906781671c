import { embodiment, startSystem } from './start-system.ts';
import type { System } from './system.ts';

/**
 * A system that suites have in common, started by who runs them: `E2E_SHARED` is `{"ingressUrl", "adminUrl", "token"}`.
 * Without it a suite has one of its own. For suites that stop nothing, set nothing up differently, and keep to their
 * own topics and paths.
 */
export function sharedSystem(): Promise<System> {
  const shared = process.env['E2E_SHARED'];
  if (shared === undefined) return startSystem();
  const where = JSON.parse(shared) as Pick<System, 'ingressUrl' | 'adminUrl' | 'token'>;
  return Promise.resolve({
    ...where,
    embodiment: embodiment(),
    otherIngressUrl: where.ingressUrl,
    apps: [],
    stop: () => Promise.resolve(),
  });
}
