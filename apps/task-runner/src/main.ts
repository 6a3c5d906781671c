import { runApp } from '@millwright/host';
import { startTaskRunner } from './start-task-runner.ts';

await runApp({
  name: 'task-runner',
  entities: [],
  migrates: false,
  keepsPlans: true,
  start: startTaskRunner,
});
