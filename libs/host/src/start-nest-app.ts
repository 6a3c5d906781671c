import { Module } from '@nestjs/common';
import type { DynamicModule, Type } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import type { MicroserviceOptions } from '@nestjs/microservices';
import type { NestExpressApplication } from '@nestjs/platform-express';
import { HealthModule, NestLogger } from '@millwright/observability';
import { drainOf } from './drain.ts';
import { edgeLimitsOf, type EdgeLimits } from './edge/edge-limits.ts';
import { guardServer } from './edge/guard-server.ts';
import { listen } from './listen.ts';
import { PlatformModule } from './platform.module.ts';
import type { Platform, RunningApp } from './platform.ts';

/** An app to be started. */
export interface NestAppOptions {
  /** The app's own module. The platform and the health routes are added. */
  module: Type | DynamicModule;
  platform: Platform;
  /** Where to listen; without it the app has no HTTP, health routes included. 0 takes any free port. */
  port?: number;
  /** The configured host unless given. */
  host?: string;
  /** Whether the app has handlers for messages (`@ConsumeQueue`, `@ConsumeBroadcast`). */
  consume?: boolean;
  /** What clients may take; the configured limits unless given. */
  limits?: EdgeLimits;
  /** `false` leaves request bodies unread, for routes that read them themselves. Default true: JSON and forms. */
  bodyParser?: boolean;
  /**
   * Called before the app is initialised (prefix, pipes, filters, `app.use`).
   * `ready` is called after: the place to put a raw listener in front of Express' one.
   */
  configure?: (app: NestExpressApplication) => void | Promise<void>;
  ready?: (app: NestExpressApplication) => void | Promise<void>;
  /** Called first when the app stops; resolves once answers that take their time are given, at the latest after 30 s. */
  answered?: (app: NestExpressApplication) => Promise<void>;
}

/**
 * Starts a Nest app: modules are initialised (`onModuleInit`, `onApplicationBootstrap`), then messages are consumed,
 * then HTTP is served.
 *
 * `stop()`: HTTP takes nothing new and answers what it has; then Nest's `onModuleDestroy` (stop timers, loops and
 * schedulers here); then consumers take nothing new and finish what is in hand; then `onApplicationShutdown` (release
 * pools and whatever handlers need until their last line). The platform's database and bus stay open: they are the
 * host's.
 * @throws StartError when it cannot listen.
 */
export async function startNestApp(options: NestAppOptions): Promise<RunningApp> {
  const app = await NestFactory.create<NestExpressApplication>(rootOf(options), {
    logger: new NestLogger(options.platform.logger),
    bodyParser: options.bodyParser ?? true,
    abortOnError: false,
  });
  try {
    return await serve(app, options);
  } catch (error) {
    await app.close().catch(() => undefined);
    throw error;
  }
}

async function serve(app: NestExpressApplication, options: NestAppOptions): Promise<RunningApp> {
  const { platform, configure, ready, consume, port } = options;
  app.disable('x-powered-by');
  await configure?.(app);
  if (consume) app.connectMicroservice<MicroserviceOptions>({ strategy: platform.bus.server() });
  await app.init();
  await ready?.(app);

  const server = app.getHttpServer();
  guardServer(server, {
    limits: options.limits ?? edgeLimitsOf(platform.config),
    trustedProxies: platform.config.ingress.trustedProxies,
    metrics: platform.metrics,
  });
  const drain = drainOf(server);
  const host = options.host ?? platform.config.host;
  if (consume) await app.startAllMicroservices();
  const listening = port === undefined ? {} : { port: await listen(server, { host, port }) };

  let stopped: Promise<void> | undefined;
  const stop = async (): Promise<void> => {
    if (port !== undefined) await drain.close(options.answered?.(app));
    await app.close();
  };
  return { ...listening, stop: () => (stopped ??= stop()) };
}

/** One per app: what is hosted is made of it, the platform and the health routes. */
@Module({})
class HostedApp {}

function rootOf({ module, platform, port }: NestAppOptions): DynamicModule {
  const health = port === undefined ? [] : [HealthModule.forRoot(platform)];
  return { module: HostedApp, imports: [PlatformModule.forRoot(platform), ...health, module] };
}
