import { AuditedWrites, sealedSecrets } from '@millwright/access';
import { sealedConnections, sealedRenewals } from '@millwright/connection';
import { Database, resealColumn, type SealedColumn } from '@millwright/database';
import { sealedEndpointKeys, sealedEndpointSecrets } from '@millwright/delivery';
import { sealedRouteSecrets } from '@millwright/job';
import { SecretBox } from '@millwright/kernel';
import { sealedWebhookOptions, sealedWebhookSecrets } from '@millwright/webhook';
import { Post } from '@nestjs/common';
import { z } from 'zod';
import type { Caller } from '../../http/admin-request.ts';
import { Operation } from '../../http/operation.ts';
import { By } from '../../http/parameters.ts';
import { InstanceResource } from '../../http/resource-controller.ts';

/** Everything that lies sealed. */
export const sealedColumns: readonly SealedColumn[] = [
  sealedConnections,
  sealedRenewals,
  sealedEndpointKeys,
  sealedEndpointSecrets,
  sealedRouteSecrets,
  sealedSecrets,
  sealedWebhookOptions,
  sealedWebhookSecrets,
];

/** All secrets of the instance, as they lie; for its admin alone. */
@InstanceResource('api/v1/sealed-secrets')
export class SealedSecretsController {
  constructor(
    private readonly database: Database,
    private readonly box: SecretBox,
    private readonly writes: AuditedWrites,
  ) {}

  @Post('reseal')
  @Operation({
    summary: 'Seal everything with the current key; MILLWRIGHT_SECRET_KEYS_OLD can go then',
    answer: z.object({
      resealed: z.number().int(),
      unreadable: z
        .number()
        .int()
        .meta({ description: 'No configured key opens them: left as they were.' }),
    }),
    status: 200,
  })
  async reseal(@By() { principal, address }: Caller) {
    const total = { resealed: 0, unreadable: 0 };
    for (const column of sealedColumns) {
      const { resealed, unreadable } = await resealColumn(this.database, this.box, column);
      total.resealed += resealed;
      total.unreadable += unreadable;
    }
    const note = { action: 'reseal', resource: 'secrets', id: null, changes: total };
    await this.writes.note({ principal, address }, note);
    return total;
  }
}
