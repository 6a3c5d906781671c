import { tmpdir } from 'node:os';
import type { Browser } from 'playwright-core';
import { CHROMIUM_FLAGS } from './chromium-flags.ts';

/** How Chromium is started. */
export interface ChromiumLaunch {
  path: string;
  /** `auto`: Chromium's own sandbox, or none where the machine lets it have none. `required`: never without. */
  sandbox: 'auto' | 'required';
  /** Told once for each start. */
  started?: (how: { sandboxed: boolean }) => void;
}

/** The environment has secrets of ours that no page has any business with. */
const environment = {
  HOME: tmpdir(),
  PATH: '/usr/local/bin:/usr/bin:/bin',
  LANG: 'C.UTF-8',
  TZ: 'UTC',
};

/** Starts a browser. Root has no sandbox: Chromium refuses. @throws Error */
export async function launchChromium({ path, sandbox, started }: ChromiumLaunch): Promise<Browser> {
  const isRoot = process.getuid?.() === 0;
  if (isRoot && sandbox === 'required') {
    throw new Error('Chromium has no sandbox as root, and CHROMIUM_SANDBOX requires one');
  }
  if (isRoot) return launch(path, { isSandboxed: false }, started);
  const sandboxed = launch(path, { isSandboxed: true }, started);
  return sandbox === 'required'
    ? sandboxed
    : sandboxed.catch(() => launch(path, { isSandboxed: false }, started));
}

async function launch(
  path: string,
  { isSandboxed }: { isSandboxed: boolean },
  started: ChromiumLaunch['started'],
): Promise<Browser> {
  // Some 30 MB that only a runner which prints needs.
  const { chromium } = await import('playwright-core');
  const starting = chromium.launch({
    executablePath: path,
    headless: true,
    chromiumSandbox: isSandboxed,
    args: [...CHROMIUM_FLAGS],
    env: environment,
    handleSIGINT: false,
    handleSIGTERM: false,
    handleSIGHUP: false,
  });
  const browser = await starting.catch((cause: unknown) => {
    throw new Error(`Chromium (${path}) did not start`, { cause });
  });
  started?.({ sandboxed: isSandboxed });
  return browser;
}
