import { isUuid } from '@millwright/kernel';
import type { Id } from '@millwright/kernel';
import { learnsUntilMs } from '@millwright/webhook';
import { Delete, Param, Post } from '@nestjs/common';
import { z } from 'zod';
import type { Caller } from '../../http/admin-request.ts';
import { Operation } from '../../http/operation.ts';
import { By, IdOf } from '../../http/parameters.ts';
import { found } from '../../http/problem.ts';
import { WorkspaceResource } from '../../http/resource-controller.ts';
import { idSchema, timeSchema } from '../../http/schemas.ts';
import { WebhookSamples } from './webhook-samples.ts';
import { WebhookWrites } from './webhook-writes.ts';

const sampleAnswer = z
  .object({
    event_id: idSchema.nullable().meta({ description: 'Null: the filter did not want it.' }),
    filtered: z.boolean().meta({
      description:
        'Whether the filter of the webhook stopped it: no event was made. Rate limits, allowed origins and addresses, and duplicates are not looked at.',
    }),
    request_id: idSchema,
    topic: z.string(),
    signed: z.boolean().meta({
      description:
        'Whether it would pass the check of the webhook. False: only the sender can sign, or no secret is there; the event is unverified.',
    }),
    request: z.object({
      method: z.string(),
      url: z.string(),
      headers: z.record(z.string(), z.array(z.string())),
      body: z.string(),
    }),
    curl: z.string().meta({
      description: 'Sends the same over HTTP while its signature is fresh; put a masked secret in.',
    }),
  })
  .meta({ id: 'WebhookSample' });

/** What links a webhook with its sender. */
@WorkspaceResource('webhooks')
export class WebhookSetupController {
  constructor(
    private readonly samples: WebhookSamples,
    private readonly writes: WebhookWrites,
  ) {}

  @Post(':id/sample')
  @Operation({
    summary: "Try a webhook with its provider's sample, signed as the provider would",
    answer: sampleAnswer,
    status: 201,
  })
  sample(@By() by: Caller, @IdOf('webhook') id: Id) {
    return this.samples.send(by, id);
  }

  @Post(':id/handshake-window')
  @Operation({
    summary: 'Let handshakes tell secrets again, for a day',
    answer: z.object({ handshake_open_until: timeSchema }),
    status: 200,
  })
  async openWindow(@By() by: Caller, @IdOf('webhook') id: Id) {
    const { handshakeOpenedAt } = await this.writes.openHandshakeWindow(by, id);
    return { handshake_open_until: new Date(learnsUntilMs(handshakeOpenedAt)) };
  }

  @Delete(':id/secrets/:secret')
  @Operation({ summary: 'Remove a secret of a webhook, learnt ones included' })
  async removeSecret(
    @By() by: Caller,
    @IdOf('webhook') id: Id,
    @Param('secret') secret: string,
  ): Promise<void> {
    await this.writes.removeSecret(by, id, secretIdOf(secret));
  }

  @Post(':id/secrets/:secret/reveal')
  @Operation({
    summary:
      'Read a secret that a handshake told, once, to paste it where the sender asks for it; takes the scope webhooks:secrets',
    answer: z.object({ secret: z.string() }),
    status: 200,
    right: 'secrets',
    secretMembers: ['secret'],
  })
  async revealSecret(@By() by: Caller, @IdOf('webhook') id: Id, @Param('secret') secret: string) {
    return { secret: await this.writes.revealSecret(by, id, secretIdOf(secret)) };
  }
}

const secretIdOf = (text: string): Id =>
  found(isUuid(text) ? text.toLowerCase() : undefined, 'secret');
