import { Controller, Get, Header, Res } from '@nestjs/common';
import { HealthChecks } from './health-checks.ts';
import type { Readiness } from './health-checks.ts';
import { Metrics } from './metrics.ts';

/** What is used of Express' response; set here, not thrown, so that an app's error filter has no say. */
interface Answer {
  status(code: number): unknown;
}

/** `GET /health/live`, `GET /health/ready`, `GET /metrics`: the same in every app, without a token. */
@Controller()
export class HealthController {
  constructor(
    private readonly health: HealthChecks,
    private readonly metrics: Metrics,
  ) {}

  @Get('health/live')
  @Header('cache-control', 'no-store')
  live(): { ok: true } {
    return { ok: true };
  }

  @Get('health/ready')
  @Header('cache-control', 'no-store')
  async ready(@Res({ passthrough: true }) response: Answer): Promise<Readiness> {
    const readiness = await this.health.ready();
    if (!readiness.ok) response.status(503);
    return readiness;
  }

  @Get('metrics')
  @Header('content-type', 'text/plain; version=0.0.4; charset=utf-8')
  text(): Promise<string> {
    return this.metrics.text();
  }
}
