import type { AppProcess } from './app-process.ts';

/** A whole Millwright that a suite talks to over HTTP. */
export interface System {
  readonly embodiment: Embodiment;
  readonly ingressUrl: string;
  /** Of another instance of ingress, where the suite asked for several; else of the same. */
  readonly otherIngressUrl: string;
  readonly adminUrl: string;
  readonly token: string;
  /** Its processes, where the suite started them; none for a system that was there before. */
  readonly apps: readonly AppProcess[];
  stop(): Promise<void>;
}

/** How the four apps are put together; standalone is one process whatever is asked for. */
export interface SystemShape {
  ingresses?: number;
  /** By which way an app comes to the database. */
  databaseUrlOf?: (app: string, url: string) => string;
}

/** `standalone`: one process; `processes`: the four apps with RabbitMQ and PostgreSQL; `external`: one that runs already. */
export type Embodiment = 'standalone' | 'processes' | 'external';

/**
 * Where the servers that actions call listen; outside calls of the system under test may reach it although it is
 * private. An external system in containers needs another one, and the same in its NET_ALLOW.
 */
export const PEER_HOST = process.env['E2E_PEER_HOST'] ?? '127.0.0.2';

/** The environment that every embodiment has in common. */
export const commonEnvironment = (token: string): Record<string, string> => ({
  ADMIN_TOKEN: token,
  HOST: '127.0.0.1',
  LOG_LEVEL: 'info',
  MAIL_OUTBOX: 'true',
  MILLWRIGHT_SECRET_KEY: Buffer.alloc(32, 7).toString('base64'),
  NET_ALLOW: PEER_HOST,
});
