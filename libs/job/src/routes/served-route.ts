import type { Id } from '@millwright/kernel';
import type { AllowedOrigins } from '@millwright/webhook';
import type { RouteMethod, RouteMode } from './http-route.schema.ts';
import type { RouteGuard } from './route-auth.ts';
import type { MatchedBy } from './route-matcher.ts';

/** What ingress needs to know of an enabled route, ready for use. */
export interface ServedRoute extends MatchedBy {
  readonly id: Id;
  readonly workspaceId: Id;
  readonly name: string;
  readonly method: RouteMethod;
  /** As it was given: `orders/:id`. */
  readonly path: string;
  /** May be deleted or disabled by now. */
  readonly taskId: Id;
  readonly mode: RouteMode;
  readonly guard: RouteGuard;
  readonly allowedOrigins: AllowedOrigins;
  /** Null: as the task says. */
  readonly requestMode: boolean | null;
}

/** The enabled routes of a Workspace as of one epoch; of one that is deleted, none. */
export interface RoutesOfWorkspace {
  epoch: number;
  routes: ServedRoute[];
}
