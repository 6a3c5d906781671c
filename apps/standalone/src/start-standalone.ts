import { HealthChecks, Metrics } from '@millwright/observability';
import { startOn } from '@millwright/host';
import type { ProcessContext, RunningApp } from '@millwright/host';
import { openPremises } from './open-premises.ts';
import { openRooms } from './open-rooms.ts';
import type { RunningApps } from './start-apps.ts';
import { welcomeOf } from './welcome.ts';

/**
 * The whole system in one process. Ports, data directory and its lock are taken first, so that a second copy finds out
 * before it touches anything. `say` gets what a person needs to know.
 */
export async function startStandalone(
  context: ProcessContext,
  say: (text: string) => void,
): Promise<RunningApp> {
  const told = { health: new HealthChecks(), metrics: new Metrics({ process: true }) };
  const rooms = await openRooms(context.config, told);
  const [premises, { startApps }] = await Promise.all([
    openPremises(context, told),
    import('./start-apps.ts'), // the apps' code is read while the database starts: half a second saved
  ]).finally(() => rooms.close());
  let apps: RunningApps | undefined;
  const running = await startOn(premises, async (platform) => (apps = await startApps(platform)));
  if (apps) say(welcomeOf(apps.config, premises.token, apps.adminPort));
  return running;
}
