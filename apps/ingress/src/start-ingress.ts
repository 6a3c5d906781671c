import { startNestApp, type Platform, type RunningApp } from '@millwright/host';
import type { Provider } from '@nestjs/common';
import { EmailIntake } from './emails/email-intake.ts';
import { ConnectionIntake } from './connections/connection-intake.ts';
import { HttpRouteApi } from './http-routes/http-route-api.ts';
import { ingressLimitsOf, type IngressLimits } from './http/limits.ts';
import { putInFront } from './http/raw-listener.ts';
import { giveRequestId } from './http/request-id.ts';
import { IngressModule } from './ingress.module.ts';
import { JobApi } from './jobs/api/job-api.ts';
import { Waits } from './jobs/waits/waits.ts';
import { WebhookIntake } from './webhooks/webhook-intake.ts';

/** Starts the app: public HTTP on the configured port. `providers` stand in for its own of the same names. */
export function startIngress(
  platform: Platform,
  limits: IngressLimits = ingressLimitsOf(platform.config),
  providers: Provider[] = [],
): Promise<RunningApp> {
  return startNestApp({
    module: IngressModule.forRoot(limits, providers),
    platform,
    port: platform.config.ingress.port,
    consume: true,
    bodyParser: false,
    limits,
    configure: (app) => {
      app.use(giveRequestId);
    },
    ready: (app) => {
      const intake = app.get(WebhookIntake);
      const connections = app.get(ConnectionIntake);
      const jobs = app.get(JobApi);
      const routes = app.get(HttpRouteApi);
      const emails = app.get(EmailIntake);
      putInFront(
        app.getHttpServer(),
        (...exchange) =>
          intake.handle(...exchange) ||
          jobs.handle(...exchange) ||
          routes.handle(...exchange) ||
          emails.handle(...exchange) ||
          connections.handle(...exchange),
      );
    },
    answered: (app) => app.get(Waits).stop(),
  });
}
