import { Module } from '@nestjs/common';
import type { DynamicModule, ValueProvider } from '@nestjs/common';
import { Database } from '@millwright/database';
import { SecretBox } from '@millwright/kernel';
import { MessageBus } from '@millwright/messaging';
import { HealthChecks, Logger, Metrics } from '@millwright/observability';
import type { Platform } from './platform.ts';

/** Injects the {@link Config}: `@Inject(CONFIG) private readonly config: Config`. */
export const CONFIG = Symbol('CONFIG');
/** Injects the {@link Clock}. */
export const CLOCK = Symbol('CLOCK');
/** Injects the instance's id. */
export const INSTANCE_ID = Symbol('INSTANCE_ID');

/** The platform for every module of an app, under the tokens Logger, Metrics, HealthChecks, Database, SecretBox, MessageBus and the above. */
@Module({})
export class PlatformModule {
  static forRoot(platform: Platform): DynamicModule {
    const providers: ValueProvider[] = [
      { provide: CONFIG, useValue: platform.config },
      { provide: CLOCK, useValue: platform.clock },
      { provide: INSTANCE_ID, useValue: platform.instanceId },
      { provide: Logger, useValue: platform.logger },
      { provide: Metrics, useValue: platform.metrics },
      { provide: HealthChecks, useValue: platform.health },
      { provide: Database, useValue: platform.database },
      { provide: SecretBox, useValue: new SecretBox(platform.config.secretKeys) },
      { provide: MessageBus, useValue: platform.bus },
    ];
    const exports = providers.map(({ provide }) => provide);
    return { module: PlatformModule, global: true, providers, exports };
  }
}
