import type { System } from '../system/system.ts';

const EVERY_MS = 500;

/** Watches a system: its memory, and how long its main loops stood still. */
export class Vitals {
  peakMb = 0;
  /** By port: the longest that a main loop was late, in milliseconds. */
  readonly stallMs = { ingress: 0, admin: 0 };
  private timer: NodeJS.Timeout | undefined;
  private looking: Promise<void> = Promise.resolve();
  private fault: unknown;

  constructor(private readonly system: System) {}

  start(): void {
    this.timer = setInterval(() => {
      this.looking = this.looking
        .then(() => this.look())
        .catch((error: unknown) => {
          this.fault ??= error;
        });
    }, EVERY_MS);
  }

  /** @throws when a look has failed: what nobody saw has not been good. */
  async stop(): Promise<void> {
    clearInterval(this.timer);
    await this.looking;
    if (this.fault !== undefined) throw this.fault;
  }

  /** Resident memory of all its processes, in MB. */
  async memoryMb(): Promise<number> {
    const sizes = await Promise.all(this.system.apps.map((app) => app.residentMb()));
    return sizes.reduce((sum, size) => sum + size, 0);
  }

  private async look(): Promise<void> {
    const { ingressUrl, adminUrl } = this.system;
    const [memory, ingress, admin] = await Promise.all([
      this.memoryMb(),
      stallAt(ingressUrl),
      stallAt(adminUrl),
    ]);
    this.peakMb = Math.max(this.peakMb, memory);
    this.stallMs.ingress = Math.max(this.stallMs.ingress, ingress);
    this.stallMs.admin = Math.max(this.stallMs.admin, admin);
  }
}

/** The metric starts anew with every look at it. */
async function stallAt(url: string): Promise<number> {
  const text = await (await fetch(`${url}/metrics`)).text();
  const seconds = /^nodejs_eventloop_lag_max_seconds (\S+)$/m.exec(text)?.[1];
  if (seconds === undefined) throw new Error(`${url} has no nodejs_eventloop_lag_max_seconds`);
  return Math.round(Number(seconds) * 1_000);
}
