import { startNestApp } from '@millwright/host';
import type { Platform, RunningApp } from '@millwright/host';
import { AdminApiModule } from './admin-api.module.ts';
import { giveRequestId } from './http/request-id.ts';
import { requestLine } from './http/request-line.ts';

/** Starts the admin API on a platform. The Workspace `main` exists from then on. */
export const startAdminApi = (platform: Platform): Promise<RunningApp> =>
  startNestApp({
    module: AdminApiModule,
    platform,
    port: platform.config.admin.port,
    consume: true,
    bodyParser: false,
    configure: (app) => {
      app.disable('etag');
      app.use(giveRequestId);
      app.use(requestLine(platform.logger, platform.metrics));
    },
  });
