import { Conditions, Database } from '@millwright/database';
import { idsBeside, pageOf, type Id, type PageOf, type PageRequest } from '@millwright/kernel';
import { Injectable } from '@nestjs/common';
import {
  attemptColumns,
  attemptShape,
  type AttemptRow,
  type AttemptShape,
} from './attempt-shape.ts';

/** Attempts as the API shows them, newest first. */
@Injectable()
export class AttemptReads {
  constructor(private readonly database: Database) {}

  /** Those of a delivery. The cursor is a number. */
  async ofDelivery(
    workspaceId: Id,
    deliveryId: Id,
    { limit, cursor }: PageRequest,
  ): Promise<PageOf<AttemptShape>> {
    const [lowest, highest] = idsBeside(deliveryId);
    const where = new Conditions([workspaceId, deliveryId, lowest, highest])
      .also('a.workspace_id = $1 and a.delivery_id = $2 and a.id between $3 and $4')
      .and('a.number < $', cursor === undefined ? undefined : Number(cursor));
    const rows = await this.database.query<AttemptRow>(
      `select ${attemptColumns} from attempts a where ${where.text} order by a.number desc limit ${limit + 1}`,
      where.params,
    );
    return shown(pageOf(rows, limit, ({ number }) => String(number)));
  }

  /** Those of an endpoint. The cursor is an id; one that retention has removed was the oldest. */
  async ofEndpoint(
    workspaceId: Id,
    endpointId: Id,
    { limit, cursor }: PageRequest,
  ): Promise<PageOf<AttemptShape>> {
    const where = new Conditions([workspaceId, endpointId])
      .also('a.workspace_id = $1 and a.endpoint_id = $2')
      .and('(a.started_at, a.id) < (select started_at, id from attempts where id = $)', cursor);
    const rows = await this.database.query<AttemptRow>(
      `select ${attemptColumns} from attempts a where ${where.text}
       order by a.started_at desc, a.id desc limit ${limit + 1}`,
      where.params,
    );
    return shown(pageOf(rows, limit, ({ id }) => id));
  }

  /** One of them. */
  async get(workspaceId: Id, id: Id): Promise<AttemptShape | undefined> {
    const [row] = await this.database.query<AttemptRow>(
      `select ${attemptColumns} from attempts a where a.id = $1 and a.workspace_id = $2`,
      [id, workspaceId],
    );
    return row && attemptShape(row);
  }
}

const shown = ({ items, nextCursor }: PageOf<AttemptRow>): PageOf<AttemptShape> => ({
  items: items.map(attemptShape),
  nextCursor,
});
