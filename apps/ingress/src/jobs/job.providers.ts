import { AuditedWrites, AuditLog, TokenAuthenticator, TokenStore } from '@millwright/access';
import type { Config } from '@millwright/config';
import { Database } from '@millwright/database';
import { CLOCK, CONFIG } from '@millwright/host';
import { CallTargets, JobErasure } from '@millwright/job';
import type { Clock } from '@millwright/kernel';
import { Logger } from '@millwright/observability';
import { JobCommands } from '@millwright/task/commands';
import type { Provider } from '@nestjs/common';
import { JobApi } from './api/job-api.ts';
import { JOB_ROUTES, type JobRoutes } from './api/job-route.ts';
import { JobSenders } from './api/job-senders.ts';
import { RequestFailures } from './api/request-failures.ts';
import { BatchCalls } from './calls/batch-calls.ts';
import { BatchKeeper } from './calls/batch-keeper.ts';
import { BatchReruns } from './calls/batch-reruns.ts';
import { CallKeeper } from './calls/call-keeper.ts';
import { CallLimits } from './calls/call-limits.ts';
import { CallReader } from './calls/call-reader.ts';
import { Callers } from './calls/callers.ts';
import { StreamingCalls } from './calls/streaming-calls.ts';
import { WaitingCalls } from './calls/waiting-calls.ts';
import { JobStreams } from './streams/job-streams.ts';
import { WaitingPlaces } from './waits/waiting-places.ts';
import { Waits } from './waits/waits.ts';
import { JobAudit } from './changing/job-audit.ts';
import { servedJobRoutes } from './job-routes.ts';
import { JobShows } from './reading/job-shows.ts';
import { TokenChanges } from './tokens/token-changes.ts';

/** What the job API is made of. */
export const jobProviders: Provider[] = [
  {
    provide: TokenAuthenticator,
    inject: [CONFIG, Database, CLOCK, Logger],
    useFactory: ({ access }: Config, database: Database, clock: Clock, logger: Logger) =>
      new TokenAuthenticator({ database, clock, logger, adminToken: access.adminToken }),
  },
  {
    provide: CallTargets,
    inject: [Database],
    useFactory: (database: Database) => new CallTargets(database),
  },
  {
    provide: JobErasure,
    inject: [Database],
    useFactory: (database: Database) => new JobErasure(database),
  },
  AuditedWrites,
  AuditLog,
  TokenStore,
  TokenChanges,
  BatchCalls,
  BatchKeeper,
  BatchReruns,
  Callers,
  CallKeeper,
  CallLimits,
  CallReader,
  JobCommands,
  JobStreams,
  StreamingCalls,
  WaitingCalls,
  WaitingPlaces,
  Waits,
  JobAudit,
  JobSenders,
  JobShows,
  RequestFailures,
  ...servedJobRoutes,
  {
    provide: JOB_ROUTES,
    inject: servedJobRoutes,
    useFactory: (...served: JobRoutes[]) => served,
  },
  JobApi,
];
