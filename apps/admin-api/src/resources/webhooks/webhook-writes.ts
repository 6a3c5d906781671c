import { AuditedWrites } from '@millwright/access';
import { CLOCK } from '@millwright/host';
import type { Clock, Id } from '@millwright/kernel';
import { WebhookStore, WebhookWriter } from '@millwright/webhook';
import type {
  RotatedSecret,
  SecretRotation,
  Webhook,
  WebhookPatch,
  WebhookSettings,
  Written,
} from '@millwright/webhook';
import { Inject, Injectable } from '@nestjs/common';
import type { Caller } from '../../http/admin-request.ts';
import { found, invalid } from '../../http/problem.ts';

const resource = 'webhooks';
const MINUTE_MS = 60_000;

/** Creates, changes and deletes webhooks with their secrets. */
@Injectable()
export class WebhookWrites {
  constructor(
    private readonly writes: AuditedWrites,
    private readonly store: WebhookStore,
    private readonly writer: WebhookWriter,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {}

  create(by: Caller, fields: WebhookSettings): Promise<Webhook> {
    return this.writes.commit(
      by,
      async (tx) => written(await this.writer.create(tx, by.workspace.id, fields, this.now())),
      (webhook) => ({
        action: 'create',
        resource,
        id: webhook.id,
        changes: { topic: webhook.topic, ...modeOf(webhook) },
      }),
    );
  }

  patch(by: Caller, id: Id, fields: WebhookPatch): Promise<Webhook> {
    return this.writes.commit(
      by,
      async (tx) => {
        const outcome = await this.writer.update(tx, by.workspace.id, id, fields, this.now());
        return written(found(outcome, 'webhook'));
      },
      (webhook) => ({
        action: 'update',
        resource,
        id,
        changes: { fields: Object.keys(fields), ...(fields.verification && modeOf(webhook)) },
      }),
    );
  }

  rotateSecret(by: Caller, id: Id, fields: SecretRotation): Promise<RotatedSecret> {
    return this.writes.commit(
      by,
      async (tx) => {
        const outcome = await this.writer.rotateSecret(tx, by.workspace.id, id, fields, this.now());
        return written(found(outcome, 'webhook'));
      },
      () => ({ action: 'rotate_secret', resource, id }),
    );
  }

  /** Keeps all requests for so many minutes; 0: only refused ones again. */
  capture(by: Caller, id: Id, minutes: number): Promise<Webhook> {
    const until = minutes === 0 ? null : new Date(this.clock.now() + minutes * MINUTE_MS);
    return this.writes.commit(
      by,
      async (tx) => found(await this.store.capture(tx, by.workspace.id, id, until), 'webhook'),
      () => ({ action: 'capture', resource, id, changes: { minutes } }),
    );
  }

  async delete(by: Caller, id: Id): Promise<void> {
    await this.writes.commit(
      by,
      async (tx) =>
        found((await this.store.delete(tx, by.workspace.id, id)) || undefined, 'webhook'),
      () => ({ action: 'delete', resource, id }),
    );
  }

  private now(): Date {
    return new Date(this.clock.now());
  }
}

/** Whether senders are checked is what the audit log is asked about first. */
const modeOf = ({ verification }: Webhook) => ({
  ...(verification && { verification_mode: verification.mode }),
});

function written<Outcome extends object>(outcome: Written<Outcome>): Outcome {
  if ('faults' in outcome) throw invalid(outcome.faults);
  return outcome;
}
