import { actionRunRequested } from './action-run-requested.message.ts';
import { configChanged } from './config-changed.message.ts';
import { connectionTestFinished } from './connection-test-finished.message.ts';
import { connectionTestRequested } from './connection-test-requested.message.ts';
import { deliveryRequested } from './delivery-requested.message.ts';
import { eventReceived } from './event-received.message.ts';
import { providerFetchFinished } from './provider-fetch-finished.message.ts';
import { providerFetchRequested } from './provider-fetch-requested.message.ts';
import { queueMarker } from './queue-marker.message.ts';
import { runFinished } from './run-finished.message.ts';
import { runStarted } from './run-started.message.ts';
import { runsCancelled } from './runs-cancelled.message.ts';
import { taskCalled } from './task-called.message.ts';
import { taskRunRequested } from './task-run-requested.message.ts';

/** Every message there is. */
export const contracts = [
  eventReceived,
  taskRunRequested,
  actionRunRequested,
  configChanged,
  queueMarker,
  runsCancelled,
  taskCalled,
  runStarted,
  runFinished,
  deliveryRequested,
  providerFetchRequested,
  providerFetchFinished,
  connectionTestRequested,
  connectionTestFinished,
] as const;
