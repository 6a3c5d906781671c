import { bumpEpoch, type Transaction } from '@millwright/database';
import type { Id } from '@millwright/kernel';
import type { SettingFault } from '@millwright/webhook';
import { Injectable } from '@nestjs/common';
import type { HttpRoute } from './http-route.entity.ts';
import type { HttpRoutePatch, HttpRouteSettings } from './http-route.schema.ts';
import { HttpRouteStore } from './http-route.store.ts';
import { draftAuth } from './route-auth-draft.ts';
import { routePatternOf } from './route-pattern.ts';

/** What a write came to: the route, what is wrong with the settings, or that another one has its method and pattern. */
export type WrittenRoute = { route: HttpRoute } | { faults: SettingFault[] } | { isTaken: true };

const taken: WrittenRoute = { isTaken: true };

/** Creates and changes routes together with their secrets. Nothing is written of what is at fault. */
@Injectable()
export class HttpRouteWriter {
  constructor(private readonly store: HttpRouteStore) {}

  async create(
    tx: Transaction,
    workspaceId: Id,
    { auth: given, ...settings }: HttpRouteSettings,
    now: Date,
  ): Promise<WrittenRoute> {
    const draft = draftAuth({ current: null, present: null, given, now });
    if (Array.isArray(draft)) return { faults: draft };
    const columns = { ...settings, auth: draft.auth, pattern: keyOf(settings.path) };
    const route = await this.store.create(tx, workspaceId, columns, draft.secret);
    return route === undefined ? taken : { route };
  }

  /** Undefined: there is no such route. */
  async update(
    tx: Transaction,
    workspaceId: Id,
    id: Id,
    { auth: given, ...patch }: HttpRoutePatch,
    now: Date,
  ): Promise<WrittenRoute | undefined> {
    // Whoever raised the epoch is alone until it commits.
    await bumpEpoch(tx);
    const current = await this.store.find(tx, workspaceId, id);
    if (current === undefined) return undefined;
    const pattern = patch.path === undefined ? undefined : keyOf(patch.path);
    if (given === undefined) {
      const route = await this.store.update(tx, workspaceId, id, { ...patch, pattern }, undefined);
      return route === undefined ? taken : { route };
    }
    const present = this.store.secretOf(current);
    const draft = draftAuth({ current: current.auth, present, given, now });
    if (Array.isArray(draft)) return { faults: draft };
    const columns = { ...patch, pattern, auth: draft.auth };
    const route = await this.store.update(tx, workspaceId, id, columns, draft.secret);
    return route === undefined ? taken : { route };
  }
}

/** Of a path that its schema let through. */
function keyOf(path: string): string {
  const pattern = routePatternOf(path);
  if (typeof pattern === 'string') throw new TypeError(`not a path of a route: ${pattern}`);
  return pattern.key;
}
