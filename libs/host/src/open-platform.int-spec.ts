import { createServer, connect } from 'node:net';
import type { AddressInfo, Server, Socket } from 'node:net';
import { loadConfig } from '@millwright/config';
import { HealthChecks, Metrics, silentLogger } from '@millwright/observability';
import { amqpPrefix, amqpUrl, cloneDatabase, until } from '@millwright/testing';
import { openPlatform } from './open-platform.ts';
import type { OpenPlatform } from './open-platform.ts';

/** A way to a server that can be opened later: until then nobody listens. */
class Door {
  private readonly sockets = new Set<Socket>();
  private constructor(
    private readonly server: Server,
    readonly port: number,
  ) {}

  static async closed(to: URL): Promise<Door> {
    const there = { port: Number(to.port), host: to.hostname };
    const server = createServer((inside) => {
      const outside = connect(there);
      door.sockets.add(inside).add(outside);
      inside.pipe(outside).pipe(inside);
      for (const socket of [inside, outside]) socket.on('error', () => socket.destroy());
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const { port } = server.address() as AddressInfo;
    await new Promise((resolve) => server.close(resolve));
    const door: Door = new Door(server, port);
    return door;
  }

  open(): void {
    this.server.listen(this.port, '127.0.0.1');
  }

  async close(): Promise<void> {
    for (const socket of this.sockets) socket.destroy();
    if (this.server.listening) await new Promise((resolve) => this.server.close(resolve));
  }
}

describe('opening a platform', () => {
  let clone: Awaited<ReturnType<typeof cloneDatabase>>;
  let platforms: OpenPlatform[];
  const stop = new AbortController();
  const context = { config: loadConfig({}), logger: silentLogger, stopping: stop.signal };
  const told = () => ({ health: new HealthChecks(), metrics: new Metrics(), entities: [] });

  beforeEach(async () => {
    clone = await cloneDatabase(async () => undefined);
    platforms = [];
  });

  afterEach(async () => {
    for (const { close } of platforms) await close();
    await clone.drop();
  });

  it('waits for a database that comes later, and says so meanwhile', async () => {
    const url = new URL(clone.url);
    const door = await Door.closed(url);
    url.port = String(door.port);
    const { health, ...rest } = told();

    const opening = openPlatform(context, {
      databaseUrl: url.href,
      migrates: true,
      health,
      ...rest,
    });
    expect((await health.ready()).checks['database']).toBe('not connected yet');
    door.open();
    const opened = await opening;

    expect(await health.ready()).toEqual({ ok: true, checks: { database: 'ok', broker: 'ok' } });
    await opened.close();
    await door.close();
  });

  it('waits until somebody else has brought the schema up to date', async () => {
    const databaseUrl = clone.url;
    const waiting = told();
    const patient = openPlatform(context, { databaseUrl, migrates: false, ...waiting });
    await until(async () => {
      const { checks } = await waiting.health.ready();
      return checks['database']?.includes('schema is not up to date');
    });

    platforms.push(await openPlatform(context, { databaseUrl, migrates: true, ...told() }));
    platforms.push(await patient);

    expect((await waiting.health.ready()).ok).toBe(true);
  });

  it('opens without its broker, and is not ready until it is there', async () => {
    const url = new URL(amqpUrl());
    url.port ||= '5672';
    const door = await Door.closed(url);
    url.port = String(door.port);
    const { health, ...rest } = told();
    const config = { ...context.config, broker: { prefix: amqpPrefix() } };
    const options = {
      databaseUrl: clone.url,
      brokerUrl: url.href,
      migrates: true,
      health,
      ...rest,
    };

    platforms.push(await openPlatform({ ...context, config }, options));
    expect((await health.ready()).checks).toMatchObject({ database: 'ok' });
    expect((await health.ready()).ok).toBe(false);
    door.open();

    await until(async () => (await health.ready()).ok, { timeoutMs: 20_000 });
    await platforms.pop()?.close();
    await door.close();
  }, 30_000);

  it('leaves nothing open when the process stops while it waits', async () => {
    const stop = new AbortController();
    const options = { databaseUrl: clone.url, migrates: false, ...told() };

    const opening = openPlatform({ ...context, stopping: stop.signal }, options);
    stop.abort();

    await expect(opening).rejects.toThrow('aborted');
  });
});
