import { Module } from '@nestjs/common';
import type { DynamicModule } from '@nestjs/common';
import { HealthChecks } from './health-checks.ts';
import { HealthController } from './health.controller.ts';
import { Metrics } from './metrics.ts';

/** The health and metrics routes over what the process was given. */
@Module({})
export class HealthModule {
  static forRoot({ health, metrics }: { health: HealthChecks; metrics: Metrics }): DynamicModule {
    return {
      module: HealthModule,
      controllers: [HealthController],
      providers: [
        { provide: HealthChecks, useValue: health },
        { provide: Metrics, useValue: metrics },
      ],
    };
  }
}
