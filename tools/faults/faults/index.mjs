import { bothDown } from './both-down.mjs';
import { brokerCloseConnections } from './broker-close-connections.mjs';
import { brokerKill } from './broker-kill.mjs';
import { brokerMemoryAlarm } from './broker-memory-alarm.mjs';
import { brokerPurge, brokerPurgeEvents } from './broker-purge.mjs';
import { brokerStop } from './broker-stop.mjs';
import { clockJumps } from './clock-jumps.mjs';
import { clusterNodeCutOff } from './cluster-node-cut-off.mjs';
import { databaseDiskFull } from './database-disk-full.mjs';
import { databaseRestartFast } from './database-restart-fast.mjs';
import { databaseRestartImmediate } from './database-restart-immediate.mjs';
import { databaseTerminateBackends } from './database-terminate-backends.mjs';
import { endpointsAway } from './endpoints-away.mjs';
import { killAdminApi } from './kill-admin-api.mjs';
import { killAny } from './kill-any.mjs';
import { killEmbeddedDatabase } from './kill-embedded-database.mjs';
import { killEventRouter } from './kill-event-router.mjs';
import { killIngress } from './kill-ingress.mjs';
import { killStandalone } from './kill-standalone.mjs';
import { killTaskRunner } from './kill-task-runner.mjs';
import { killWhileDeliveriesHang } from './kill-while-deliveries-hang.mjs';
import { networkCut10, networkCut30 } from './network-cut.mjs';
import { networkCutOne } from './network-cut-one.mjs';
import { networkCutOneDatabase } from './network-cut-one-database.mjs';
import { networkDelay } from './network-delay.mjs';
import { networkLoss } from './network-loss.mjs';
import { receiverMisbehaves } from './receiver-misbehaves.mjs';
import { restartStandalone } from './restart-standalone.mjs';
import { rollingRestart } from './rolling-restart.mjs';

/**
 * Every fault, in the order of the report: `{name, about, embodiments, every, lasts?, times?, shows, inject, heal?,
 * after?, layout?, needs?, expects?}`. `every` and `lasts` are seconds, `times` is how often at least.
 *
 * - `inject(world, {random, turn, saw})` does it, `turn` counting from 0; after `lasts` seconds
 *   `heal(world, whatInjectAnswered, {saw})` undoes it.
 * - `saw(count)` reports the evidence that it happened, and `shows` says what is counted: a fault that showed none over
 *   the whole phase fails, as nothing was tested.
 * - `layout` is the system that it needs, `needs` what it needs of the machine.
 * - `expects`: what is promised beyond that nothing is lost, see harness/promises.mjs.
 */
export const faults = [
  killIngress,
  killEventRouter,
  killTaskRunner,
  killAdminApi,
  brokerStop,
  brokerKill,
  brokerPurge,
  brokerCloseConnections,
  brokerMemoryAlarm,
  databaseRestartFast,
  databaseRestartImmediate,
  databaseTerminateBackends,
  bothDown,
  networkCut10,
  networkCut30,
  networkLoss,
  receiverMisbehaves,
  endpointsAway,
  killWhileDeliveriesHang,
  killAny,
  rollingRestart,
  networkCutOne,
  networkCutOneDatabase,
  brokerPurgeEvents,
  databaseDiskFull,
  networkDelay,
  clusterNodeCutOff,
  clockJumps,
  killStandalone,
  restartStandalone,
  killEmbeddedDatabase,
];
