import { Database } from '@millwright/database';
import { healthOf, KeyStore, type Endpoint } from '@millwright/delivery';
import { CLOCK } from '@millwright/host';
import type { Clock } from '@millwright/kernel';
import { Inject, Injectable } from '@nestjs/common';
import { showEndpoint } from './endpoint.dto.ts';

/** An endpoint as the API shows it. */
export type ShownEndpoint = ReturnType<typeof showEndpoint>;

/** Shows endpoints with their health and their public keys. */
@Injectable()
export class EndpointViews {
  constructor(
    private readonly database: Database,
    private readonly keys: KeyStore,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {}

  async of(endpoint: Endpoint): Promise<ShownEndpoint> {
    return (await this.ofAll([endpoint]))[0]!;
  }

  /** In their order. */
  async ofAll(endpoints: readonly Endpoint[]): Promise<ShownEndpoint[]> {
    const ids = endpoints.map(({ id }) => id);
    const health = await healthOf(this.database, ids);
    const publicKeys = await this.keys.publicKeysOf(this.database, ids);
    const now = new Date(this.clock.now());
    return endpoints.map((endpoint) =>
      showEndpoint(endpoint, {
        health: health.get(endpoint.id)!,
        publicKey: publicKeys.get(endpoint.id) ?? null,
        now,
      }),
    );
  }
}
