import { rmSync, utimesSync } from 'node:fs';
import { workerData } from 'node:worker_threads';

/** What the thread watches over. */
export interface WatchdogData {
  parentPid: number;
  lockPath: string;
  socketDir: string;
}

const CHECK_MS = 100;
const CHECKS_PER_BEAT = 10;

/**
 * A thread, since a long statement blocks the main one: ends the process when its parent has died, and touches the lock
 * file once a second. Ending is abrupt; the database recovers from it as from a crash.
 */
const { parentPid, lockPath, socketDir } = workerData as WatchdogData;
const pause = new Int32Array(new SharedArrayBuffer(4));
for (let check = 0; ; check += 1) {
  Atomics.wait(pause, 0, 0, CHECK_MS);
  if (process.ppid !== parentPid) {
    rmSync(socketDir, { recursive: true, force: true });
    process.kill(process.pid, 'SIGKILL');
  }
  if (check % CHECKS_PER_BEAT === 0) beat();
}

function beat(): void {
  try {
    utimesSync(lockPath, new Date(), new Date());
  } catch {
    // The lock is released while the process ends.
  }
}
