import type { Database } from '@millwright/database';
import type { Id, SecretBox } from '@millwright/kernel';
import { loadSendable, type SendableEndpoint } from '../../endpoints/sendable-endpoint.ts';

const MAX_KEPT = 10_000;

/** Endpoints as requests need them, opened. One that was changed since is read again. */
export class EndpointCache {
  private readonly kept = new Map<Id, SendableEndpoint>();

  constructor(
    private readonly database: Database,
    private readonly box: SecretBox,
  ) {}

  /** The host and port that an endpoint's attempts go to; undefined: there is no such endpoint. */
  hostOf(id: Id): string | undefined {
    const known = this.kept.get(id);
    return known === undefined ? undefined : new URL(known.endpoint.url).host;
  }

  /** Reads those that are not known yet. */
  async know(ids: readonly Id[]): Promise<void> {
    await this.load(ids.filter((id) => !this.kept.has(id)));
  }

  /** The endpoint as of an epoch or later; undefined: it was deleted. */
  async atEpoch(id: Id, epoch: number): Promise<SendableEndpoint | undefined> {
    const known = this.kept.get(id);
    if (known !== undefined && known.endpoint.changedEpoch >= epoch) return known;
    await this.load([id]);
    return this.kept.get(id);
  }

  /** Forgets those that were deleted; answers the others. */
  async thoseLeft(ids: readonly Id[]): Promise<Id[]> {
    if (ids.length === 0) return [];
    const rows = await this.database.query<{ id: Id }>(
      'select id from endpoints where id = any($1::uuid[]) and deleted_at is null',
      [ids],
    );
    const left = new Set(rows.map(({ id }) => id));
    for (const id of ids) if (!left.has(id)) this.kept.delete(id);
    return [...left];
  }

  private async load(ids: readonly Id[]): Promise<void> {
    if (ids.length === 0) return;
    if (this.kept.size + ids.length > MAX_KEPT) this.kept.clear();
    for (const id of ids) this.kept.delete(id);
    for (const sendable of await loadSendable(this.database, this.box, ids)) {
      this.kept.set(sendable.endpoint.id, sendable);
    }
  }
}
