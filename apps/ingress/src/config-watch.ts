import { Inject, Injectable } from '@nestjs/common';
import type { OnApplicationBootstrap, OnModuleDestroy } from '@nestjs/common';
import { Logger } from '@millwright/observability';
import { TokenAuthenticator } from '@millwright/access';
import { CallTargets } from '@millwright/job';
import { RouteTables } from './http-routes/route-tables.ts';
import { WebhookRoutes } from './webhooks/webhook-routes.ts';

const POLL_MS = 500;

/**
 * Keeps what is cached of the configuration no older than half a second, also when no broadcast arrives. Failures
 * are told once until it works again.
 */
@Injectable()
export class ConfigWatch implements OnApplicationBootstrap, OnModuleDestroy {
  private timer: NodeJS.Timeout | undefined;
  private refreshing: Promise<void> | undefined;
  private isFailing = false;
  private isStopped = false;

  constructor(
    @Inject(WebhookRoutes) private readonly routes: WebhookRoutes,
    private readonly targets: CallTargets,
    private readonly tables: RouteTables,
    private readonly authenticator: TokenAuthenticator,
    private readonly logger: Logger,
  ) {}

  async onApplicationBootstrap(): Promise<void> {
    await this.poll();
    await this.authenticator.start().catch(() => undefined);
  }

  async onModuleDestroy(): Promise<void> {
    this.isStopped = true;
    clearTimeout(this.timer);
    await this.refreshing;
    await this.authenticator.stop();
  }

  /** Refreshes after a change: what is under way may have read before it. */
  async hear(): Promise<void> {
    await this.refreshing;
    await Promise.all([this.refresh(), this.authenticator.refresh().catch(() => undefined)]);
  }

  private async poll(): Promise<void> {
    await this.refresh();
    if (this.isStopped) return;
    this.timer = setTimeout(() => void this.poll(), POLL_MS);
  }

  private refresh(): Promise<void> {
    this.refreshing ??= this.refreshOnce().finally(() => (this.refreshing = undefined));
    return this.refreshing;
  }

  private async refreshOnce(): Promise<void> {
    try {
      await Promise.all([this.routes.refresh(), this.targets.refresh(), this.tables.refresh()]);
      this.isFailing = false;
    } catch (error) {
      if (!this.isFailing) this.logger.error({ message: 'config.refresh_failed', error });
      this.isFailing = true;
    }
  }
}
