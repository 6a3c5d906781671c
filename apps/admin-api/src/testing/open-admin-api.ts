import { loadConfig } from '@millwright/config';
import { openTestDatabase } from '@millwright/database/testing';
import type { Platform, RunningApp } from '@millwright/host';
import { newId, systemClock } from '@millwright/kernel';
import { openLocalBus } from '@millwright/messaging';
import { HealthChecks, Metrics, silentLogger } from '@millwright/observability';
import { startAdminApi } from '../start-admin-api.ts';

/** JSON of which a test says what it expects. */
// eslint-disable-next-line @typescript-eslint/no-explicit-any
export type Loose = any;

/** An answer, its body parsed where it is JSON. */
export interface Answer {
  status: number;
  headers: Headers;
  text: string;
  body: Loose;
}

/** What a request may say beside method and path. */
export interface Asking {
  /** Sent as JSON; text is sent as it is. */
  body?: unknown;
  token?: string | null;
  headers?: Record<string, string>;
}

/** A running admin API on a database of its own, and a client of it. */
export interface OpenAdminApi {
  platform: Platform;
  app: RunningApp;
  url: string;
  /** Asks as the instance admin unless told otherwise; a path without a leading slash is one of the Workspace `main`. */
  ask(method: string, path: string, asking?: Asking): Promise<Answer>;
  close(): Promise<void>;
}

/** The instance admin's token in tests. */
export const ADMIN_TOKEN = 'the-instance-admin-token-of-tests';

/** Starts an admin API for a test file; `environment` goes over the usual one. */
export async function openAdminApi(
  environment: Record<string, string> = {},
): Promise<OpenAdminApi> {
  const { database, close } = await openTestDatabase();
  const bus = openLocalBus({ logger: silentLogger });
  const config = loadConfig({
    ADMIN_PORT: '0',
    HOST: '127.0.0.1',
    ADMIN_TOKEN,
    MILLWRIGHT_SECRET_KEY: Buffer.alloc(32, 7).toString('base64'),
    PUBLIC_URL: 'https://hooks.example',
    ...environment,
  });
  const platform: Platform = {
    config,
    logger: silentLogger,
    metrics: new Metrics(),
    health: new HealthChecks(),
    database,
    bus,
    clock: systemClock,
    instanceId: newId(),
  };
  const app = await startAdminApi(platform);
  const url = `http://127.0.0.1:${app.port}`;
  return {
    platform,
    app,
    url,
    ask: (method, path, asking) => ask(url, method, path, asking),
    close: async () => {
      await app.stop();
      await bus.close();
      await close();
    },
  };
}

async function ask(
  url: string,
  method: string,
  path: string,
  { body, token = ADMIN_TOKEN, headers = {} }: Asking = {},
): Promise<Answer> {
  const address = path.startsWith('/') ? path : `/api/v1/workspaces/main/${path}`;
  const response = await fetch(url + address, {
    method,
    headers: {
      ...(token !== null && { authorization: `Bearer ${token}` }),
      ...(body !== undefined && { 'content-type': 'application/json' }),
      ...headers,
    },
    ...(body !== undefined && { body: typeof body === 'string' ? body : JSON.stringify(body) }),
  });
  const text = await response.text();
  const isJson = /json/.test(response.headers.get('content-type') ?? '');
  return {
    status: response.status,
    headers: response.headers,
    text,
    body: isJson && text !== '' ? (JSON.parse(text) as unknown) : undefined,
  };
}
