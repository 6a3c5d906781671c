import { Controller, UseGuards, UseInterceptors, applyDecorators } from '@nestjs/common';
import type { CanActivate, Type } from '@nestjs/common';
import type { AdminResource } from '@millwright/access';
import { AccessGuard } from '../access/access.guard.ts';
import { AnswerInterceptor } from './answer.interceptor.ts';
import { BodyInterceptor } from './body.interceptor.ts';
import { IdempotencyInterceptor } from './idempotency.interceptor.ts';
import { ResourceMark } from './operation.ts';
import type { ControlledResource } from './operation.ts';

/** Where the resources of Workspaces are. */
export const WORKSPACES_PATH = 'api/v1/workspaces';

/** A controller for a resource of a Workspace: `/api/v1/workspaces/{ws}/<path>`, which is called like it by default. */
export const WorkspaceResource = (name: AdminResource, path: string = name): ClassDecorator =>
  guarded(name, `${WORKSPACES_PATH}/:ws/${path}`);

/** A controller for what is the same for everybody: `/api/v1/<name>`, with any token. */
export const CatalogueResource = (name: string): ClassDecorator =>
  guarded('catalogue', `api/v1/${name}`);

/** A controller for what is the instance admin's alone: by default the Workspaces themselves. */
export const InstanceResource = (path: string = WORKSPACES_PATH): ClassDecorator =>
  guarded('workspaces', path);

/** The controller of the portal: `/api/v1/portal`, with a guard of its own. */
export const PortalResource = (guard: Type<CanActivate>): ClassDecorator =>
  guarded('portal', 'api/v1/portal', guard);

// In this order: rights, then the body, then the key, then the handler; its answer is written before it is kept.
const guarded = (
  resource: ControlledResource,
  path: string,
  guard: Type<CanActivate> = AccessGuard,
): ClassDecorator =>
  applyDecorators(
    Controller(path),
    ResourceMark(resource),
    UseGuards(guard),
    UseInterceptors(BodyInterceptor, IdempotencyInterceptor, AnswerInterceptor),
  );
