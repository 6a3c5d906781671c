import { startNestApp, type Platform, type RunningApp } from '@millwright/host';
import { TaskRunnerModule } from './task-runner.module.ts';

/** Starts the task-runner on a platform; with a port of its own where it runs alone. */
export const startTaskRunner = (platform: Platform): Promise<RunningApp> =>
  startNestApp({
    module: TaskRunnerModule,
    platform,
    consume: true,
    ...(platform.config.health.port === undefined ? {} : { port: platform.config.health.port }),
  });
