import { AuditedWrites } from '@millwright/access';
import { CLOCK } from '@millwright/host';
import type { Clock, Id } from '@millwright/kernel';
import { WebhookSecretStore, WebhookStore, WebhookWriter } from '@millwright/webhook';
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
    private readonly secrets: WebhookSecretStore,
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

  /** Handshakes may tell secrets again, for a day. */
  openHandshakeWindow(by: Caller, id: Id): Promise<Webhook> {
    return this.writes.commit(
      by,
      async (tx) => found(await this.store.openHandshakeWindow(tx, by.workspace.id, id), 'webhook'),
      () => ({ action: 'open_handshake_window', resource, id }),
    );
  }

  async removeSecret(by: Caller, id: Id, secretId: Id): Promise<void> {
    await this.writes.commit(
      by,
      async (tx) => {
        const { workspace } = by;
        const outcome = await this.writer.removeSecret(tx, workspace.id, id, secretId, this.now());
        return written(found(outcome, 'secret'));
      },
      () => ({ action: 'remove_secret', resource, id, changes: { secret_id: secretId } }),
    );
  }

  /** The value of a secret that a handshake told: the sender may want to have it pasted. */
  revealSecret(by: Caller, id: Id, secretId: Id): Promise<string> {
    return this.writes.commit(
      by,
      async (tx) =>
        found(
          await this.secrets.reveal(tx, by.workspace.id, id, secretId),
          'secret that a handshake told and nobody has seen',
        ),
      () => ({ action: 'reveal_secret', resource, id, changes: { secret_id: secretId } }),
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
