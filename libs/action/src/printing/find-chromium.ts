import { existsSync } from 'node:fs';
import { ConnectionError } from '@millwright/connection';

/** Where packages of Chromium and Chrome put their program. */
const KNOWN_PATHS = [
  '/usr/bin/chromium',
  '/usr/bin/chromium-browser',
  '/usr/bin/google-chrome-stable',
  '/usr/bin/google-chrome',
  '/snap/bin/chromium',
  '/Applications/Chromium.app/Contents/MacOS/Chromium',
  '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
] as const;

/** The browser's program: the one given, else the first that is installed. @throws ConnectionError connection_missing */
export function chromiumAt(given: string | undefined): string {
  const path = (given === undefined ? KNOWN_PATHS : [given]).find((one) => existsSync(one));
  if (path !== undefined) return path;
  const where =
    given === undefined ? 'no Chromium is installed here' : `there is nothing at ${given}`;
  throw new ConnectionError(
    'connection_missing',
    `PDFs are printed by Chromium, and ${where}: install it, or set CHROMIUM_PATH to its program`,
  );
}
