import { AuditedWrites } from '@millwright/access';
import { Database } from '@millwright/database';
import {
  EndpointStore,
  EndpointWriter,
  type Endpoint,
  type EndpointFields,
  type EndpointPatch,
  type EndpointWithKey,
  type OpenedKey,
  type Refused,
  type RotatedKey,
  type SecretRotation,
} from '@millwright/delivery';
import { CLOCK } from '@millwright/host';
import type { Clock, Id } from '@millwright/kernel';
import { Inject, Injectable } from '@nestjs/common';
import type { Caller } from '../../http/admin-request.ts';
import { found, invalid, ProblemError } from '../../http/problem.ts';
import { changeSetOf, firstChangesOf } from './endpoint-changes.ts';

const resource = 'endpoints';

/** Creates, changes and deletes endpoints, and deals with what they sign with. */
@Injectable()
export class EndpointWrites {
  constructor(
    private readonly database: Database,
    private readonly writes: AuditedWrites,
    private readonly store: EndpointStore,
    private readonly writer: EndpointWriter,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {}

  create(by: Caller, fields: EndpointFields): Promise<EndpointWithKey> {
    return this.writes.commit(
      by,
      async (tx) =>
        written(await this.writer.create(tx, by.workspace.id, fields, by.principal.name)),
      ({ endpoint }) => ({
        action: 'create',
        resource,
        id: endpoint.id,
        changes: firstChangesOf(endpoint),
      }),
    );
  }

  async patch(by: Caller, id: Id, fields: EndpointPatch): Promise<Endpoint> {
    const { endpoint } = await this.writes.commit(
      by,
      async (tx) => {
        const { name } = by.principal;
        const outcome = await this.writer.update(tx, by.workspace.id, id, fields, name);
        return written(found(outcome, 'endpoint'));
      },
      ({ before, endpoint: after }) => ({
        action: 'update',
        resource,
        id,
        changes: changeSetOf(before, after, fields),
      }),
    );
    return endpoint;
  }

  async delete(by: Caller, id: Id): Promise<void> {
    await this.writes.commit(
      by,
      async (tx) =>
        found((await this.store.delete(tx, by.workspace.id, id)) || undefined, 'endpoint'),
      () => ({ action: 'delete', resource, id }),
    );
  }

  rotateSecret(by: Caller, id: Id, fields: SecretRotation): Promise<RotatedKey> {
    return this.writes.commit(
      by,
      async (tx) => {
        const who = { by: by.principal.name, now: new Date(this.clock.now()) };
        const outcome = await this.writer.rotateSecret(tx, by.workspace.id, id, fields, who);
        return written(found(outcome, 'endpoint'));
      },
      ({ previousValidUntil }) => ({
        action: 'rotate_secret',
        resource,
        id,
        changes: { previous_valid_until: previousValidUntil },
      }),
    );
  }

  /** The key that signs now. Nobody gets to see it before the audit log knows. */
  async revealSecret(by: Caller, id: Id): Promise<OpenedKey> {
    found(await this.store.find(this.database, by.workspace.id, id), 'endpoint');
    const key = await this.writer.currentKey(this.database, id);
    await this.writes.note(by, { action: 'reveal_secret', resource, id });
    if (key !== undefined) return key;
    throw new ProblemError(
      'conflict',
      'no configured key opens the secret: rotate it, or configure the key that it was sealed with',
    );
  }
}

function written<Outcome extends object>(outcome: Outcome | Refused): Outcome {
  if ('faults' in outcome) throw invalid(outcome.faults);
  if ('conflict' in outcome) throw new ProblemError('conflict', outcome.conflict);
  return outcome;
}
