import type { Type } from '@nestjs/common';
import type { JobRoutes } from './api/job-route.ts';
import { JobCancelling } from './changing/job-cancelling.routes.ts';
import { JobHandling } from './changing/job-handling.routes.ts';
import { JobListing } from './reading/job-list.routes.ts';
import { JobReading } from './reading/job-reading.routes.ts';
import { JobStreaming } from './streams/job-stream.routes.ts';
import { InstanceRoutes } from './tokens/instance-routes.ts';
import { TokenRoutes } from './tokens/token-routes.ts';

/** Whatever serves addresses of the job API beside calls. */
export const servedJobRoutes: Type<JobRoutes>[] = [
  JobReading,
  JobListing,
  JobStreaming,
  JobCancelling,
  JobHandling,
  InstanceRoutes,
  TokenRoutes,
];
