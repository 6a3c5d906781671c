import { configChanged, encodeMessage } from '@millwright/contracts';
import { Database } from '@millwright/database';
import { newId } from '@millwright/kernel';
import { MessageBus } from '@millwright/messaging';
import { HandshakeStore, type WebhookRoute } from '@millwright/webhook';
import { Injectable } from '@nestjs/common';
import { WebhookRoutes } from '../webhook-routes.ts';

/** Keeps secrets that senders tell us in handshakes. */
@Injectable()
export class LearntSecrets {
  constructor(
    private readonly database: Database,
    private readonly store: HandshakeStore,
    private readonly routes: WebhookRoutes,
    private readonly bus: MessageBus,
  ) {}

  /**
   * Whether there was room for it; a webhook that was deleted meanwhile answers as before. Resolves once it counts here; other instances hear of it within half a second.
   * @throws DatabaseUnavailableError, SecretBoxError without a key
   */
  async keep(route: WebhookRoute, provider: string, value: string, ip: string): Promise<boolean> {
    const learnt = await this.store.learn(this.database, route, { provider, value, ip });
    if (typeof learnt === 'string') return learnt !== 'full';
    // The sender signs its next request with it, maybe at another instance.
    void this.announce(learnt).catch(() => undefined);
    await this.routes.refresh().catch(() => undefined);
    return true;
  }

  private async announce(epoch: number): Promise<void> {
    if (!this.bus.isAvailable()) return;
    const body = encodeMessage(configChanged, { epoch });
    await this.bus.publish({ queue: 'broadcast', body, id: newId() });
  }
}
