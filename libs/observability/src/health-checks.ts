import { redactedText } from './redaction.ts';

const TIMEOUT_MS = 2_000;

/** What `/health/ready` answers: `ok` when every check says "ok". */
export interface Readiness {
  ok: boolean;
  checks: Record<string, string>;
}

/** What a process needs in order to serve. Checks run together, each at most 2 s; askers at once share one run. */
export class HealthChecks {
  private readonly checks = new Map<string, () => Promise<void>>();
  private running: Promise<Readiness> | undefined;
  private stopping = false;

  constructor(private readonly timeoutMs: number = TIMEOUT_MS) {}

  /** Adds a check, which throws when what it looks at is not there. The same name replaces the earlier one. */
  add(name: string, check: () => Promise<void>): void {
    this.checks.set(name, check);
  }

  /** Whether the process can serve now. */
  async ready(): Promise<Readiness> {
    this.running ??= this.run().finally(() => (this.running = undefined));
    const { ok, checks } = await this.running;
    return this.stopping
      ? { ok: false, checks: { ...checks, process: 'stopping' } }
      : { ok, checks };
  }

  /** From now on not ready: whoever balances load sends no more. */
  setStopping(): void {
    this.stopping = true;
  }

  private async run(): Promise<Readiness> {
    const results = await Promise.all(
      [...this.checks].map(async ([name, check]) => [name, await this.resultOf(check)] as const),
    );
    return {
      ok: results.every(([, result]) => result === 'ok'),
      checks: Object.fromEntries(results),
    };
  }

  private async resultOf(check: () => Promise<void>): Promise<string> {
    let timer: NodeJS.Timeout | undefined;
    const late = new Promise<string>((resolve) => {
      timer = setTimeout(() => resolve(`no answer within ${this.timeoutMs} ms`), this.timeoutMs);
    });
    const result = Promise.resolve()
      .then(check)
      .then(() => 'ok', failureOf);
    return Promise.race([result, late]).finally(() => clearTimeout(timer));
  }
}

function failureOf(thrown: unknown): string {
  const { message, code } = thrown as { message?: unknown; code?: unknown };
  return redactedText(String(message || code || thrown));
}
