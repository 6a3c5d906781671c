import { startNestApp, type Platform, type RunningApp } from '@millwright/host';
import { assembleRouter } from './assemble-router.ts';
import { EventRouterModule } from './event-router.module.ts';

/** Starts the event-router on a platform; with a port of its own where it runs alone. */
export const startEventRouter = (platform: Platform): Promise<RunningApp> =>
  startNestApp({
    module: EventRouterModule.forRoot(assembleRouter(platform)),
    platform,
    consume: true,
    ...(platform.config.health.port === undefined ? {} : { port: platform.config.health.port }),
  });
