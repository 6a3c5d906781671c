import { startNestApp, type Platform, type RunningApp } from '@millwright/host';
import { assembleRunner } from './assemble-runner.ts';
import { TaskRunnerModule } from './task-runner.module.ts';

/** Starts the task-runner on a platform; with a port of its own where it runs alone. */
export const startTaskRunner = (platform: Platform): Promise<RunningApp> =>
  startNestApp({
    module: TaskRunnerModule.forRoot(assembleRunner(platform)),
    platform,
    consume: true,
    ...(platform.config.health.port === undefined ? {} : { port: platform.config.health.port }),
  });
