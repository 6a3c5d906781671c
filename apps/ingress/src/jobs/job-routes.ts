import type { Type } from '@nestjs/common';
import type { JobRoutes } from './api/job-route.ts';

/** Whatever serves addresses of the job API beside calls. */
export const servedJobRoutes: Type<JobRoutes>[] = [];
