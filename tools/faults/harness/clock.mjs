import {
  chmodSync,
  mkdtempSync,
  readdirSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { until } from '../../system/until.mjs';

/** How far the clock jumps, in seconds. */
export const HOUR_S = 3_600;
/** A process looks at the file once a second; HTTP dates are whole seconds. */
const TOLERANCE_S = 30;
const SEEN_WITHIN_MS = 10_000;
const LIBRARY = 'faketime/libfaketime.so.1';

const libraryPath = () =>
  [
    '/usr/lib',
    ...readdirSync('/usr/lib', { withFileTypes: true })
      .filter((entry) => entry.isDirectory())
      .map(({ name }) => join('/usr/lib', name)),
  ]
    .map((folder) => join(folder, LIBRARY))
    .find((path) => statSync(path, { throwIfNoEntry: false }));

/** Why no clock can be set here, or undefined. */
export const whyNoClock = () => (libraryPath() ? undefined : 'libfaketime is not installed');

/** A clock for whole processes (libfaketime), which can jump while they run. Monotonic time goes on as it does. */
export function makeClock() {
  const folder = mkdtempSync(join(tmpdir(), 'millwright-clock-'));
  chmodSync(folder, 0o755);
  const file = join(folder, 'offset');
  const clock = {
    /** Seconds that the wall clock is ahead. */
    setTo(seconds) {
      writeFileSync(`${file}.new`, `${seconds < 0 ? '' : '+'}${seconds}s\n`, { mode: 0o644 });
      renameSync(`${file}.new`, file);
    },
    /** What a process needs to go by it. */
    env: {
      LD_PRELOAD: libraryPath(),
      FAKETIME_TIMESTAMP_FILE: file,
      FAKETIME_CACHE_DURATION: '1',
      FAKETIME_DONT_FAKE_MONOTONIC: '1',
      DONT_FAKE_MONOTONIC: '1',
      FAKETIME_DISABLE_SHM: '1',
    },
    close: () => rmSync(folder, { recursive: true, force: true }),
  };
  clock.setTo(0);
  return clock;
}

/** How many processes, the apps and PostgreSQL, go by a clock that is so many seconds ahead; it takes them a moment. */
export async function processesThatSee({ apps, database }, aheadS) {
  const clocks = [...apps.map((app) => () => dateOf(app.healthUrl)), () => database.now()];
  const isSeen = async (read) =>
    Math.abs((await read()) - Date.now() - aheadS * 1_000) < TOLERANCE_S * 1_000;
  const seen = clocks.map((read) =>
    until(() => isSeen(read), { timeoutMs: SEEN_WITHIN_MS, what: 'the jump' }).catch(() => false),
  );
  return (await Promise.all(seen)).filter(Boolean).length;
}

/** The time, in milliseconds, by the clock of whoever answers there. */
async function dateOf(url) {
  const answer = await fetch(url);
  await answer.arrayBuffer();
  return Date.parse(answer.headers.get('date'));
}
