import { HttpRouteStore } from '@millwright/job';
import type { Provider } from '@nestjs/common';
import { HttpRouteApi } from './http-route-api.ts';
import { RouteCallReader } from './route-call-reader.ts';
import { RouteTables } from './route-tables.ts';

/** What HTTP routes are served by. */
export const httpRouteProviders: Provider[] = [
  HttpRouteStore,
  RouteTables,
  RouteCallReader,
  HttpRouteApi,
];
