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
