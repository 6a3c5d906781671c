import { runApp } from '@millwright/host';
import { startEventRouter } from './start-event-router.ts';

await runApp({
  name: 'event-router',
  entities: [],
  migrates: true,
  keepsPlans: true,
  start: startEventRouter,
});
