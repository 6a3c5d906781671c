export { HttpRoute } from './http-route.entity.ts';
export {
  httpRouteCreateSchema,
  httpRoutePatchSchema,
  routeMethods,
  routeModes,
} from './http-route.schema.ts';
export type {
  HttpRoutePatch,
  HttpRouteSettings,
  RouteMethod,
  RouteMode,
} from './http-route.schema.ts';
export { HttpRouteStore, sealedRouteSecrets } from './http-route.store.ts';
export type { RouteChanges } from './http-route.store.ts';
export { HttpRouteWriter } from './http-route.writer.ts';
export type { WrittenRoute } from './http-route.writer.ts';
export { routeArgsOf } from './route-args.ts';
export type { RouteRequest } from './route-args.ts';
export type { Admission, RouteAuth, RouteGuard, RouteRefusal } from './route-auth.ts';
export { RouteMatcher } from './route-matcher.ts';
export type { RouteMatch } from './route-matcher.ts';
export { routePatternOf } from './route-pattern.ts';
export type { RoutePattern } from './route-pattern.ts';
export type { RoutesOfWorkspace, ServedRoute } from './served-route.ts';
