import { RequestMethod } from '@nestjs/common';
import { METHOD_METADATA, PATH_METADATA } from '@nestjs/common/constants.js';
import type { Type } from '@nestjs/common';
import { operationOf, resourceOf } from './operation.ts';
import type { ControlledResource, OperationShape } from './operation.ts';

/** A route of the admin API. `path` begins with `/`, with parameters as `:name`. */
export interface Route {
  method: string;
  path: string;
  resource: ControlledResource;
  shape: OperationShape;
}

/** Every route of some controllers, as their decorators say. */
export function routesOf(controllers: readonly Type[]): Route[] {
  return controllers.flatMap((controller) => {
    const base = String(Reflect.getMetadata(PATH_METADATA, controller));
    const resource = resourceOf(controller)!;
    const prototype = controller.prototype as Record<string, object>;
    return Object.getOwnPropertyNames(prototype).flatMap((name) => {
      const handler = prototype[name]!;
      const shape = operationOf(handler);
      if (shape === undefined) return [];
      const method = RequestMethod[Reflect.getMetadata(METHOD_METADATA, handler) as RequestMethod];
      const rest = String(Reflect.getMetadata(PATH_METADATA, handler)).replace(/^\/|\/$/g, '');
      return [{ method, path: `/${base}${rest === '' ? '' : `/${rest}`}`, resource, shape }];
    });
  });
}

/** Which methods an address knows: tells a wrong method from a wrong address. */
export class RouteTable {
  readonly all: readonly Route[];
  private readonly routes: { method: string; pattern: RegExp }[];

  constructor(routes: readonly Route[]) {
    this.all = routes;
    this.routes = routes.map(({ method, path }) => ({ method, pattern: patternOf(path) }));
  }

  /** The methods of an address, HEAD with GET; none: there is nothing at it. */
  methodsOf(path: string): string[] {
    const methods = this.routes
      .filter(({ pattern }) => pattern.test(path))
      .map(({ method }) => method);
    return [
      ...new Set(methods.flatMap((method) => (method === 'GET' ? ['GET', 'HEAD'] : [method]))),
    ];
  }
}

const patternOf = (path: string): RegExp =>
  new RegExp(`^${path.replace(/:[a-z]+/g, '[^/]+').replace(/\*[a-z]+/g, '.+')}/?$`, 'i');
