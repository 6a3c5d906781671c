import { Agent, request } from 'node:http';
import { Controller, Get, Inject, Injectable, Module } from '@nestjs/common';
import type { OnApplicationShutdown, OnModuleDestroy, OnModuleInit } from '@nestjs/common';
import { Payload } from '@nestjs/microservices';
import { loadConfig } from '@millwright/config';
import type { Config } from '@millwright/config';
import type { Database } from '@millwright/database';
import { newId, systemClock } from '@millwright/kernel';
import { ConsumeQueue, openLocalBus } from '@millwright/messaging';
import { HealthChecks, Metrics, silentLogger } from '@millwright/observability';
import { until } from '@millwright/testing';
import { CONFIG } from './platform.module.ts';
import type { Platform, RunningApp } from './platform.ts';
import { startNestApp } from './start-nest-app.ts';

const story: string[] = [];
let taken = 0;

@Injectable()
class Life implements OnModuleInit, OnModuleDestroy, OnApplicationShutdown {
  onModuleInit(): void {
    story.push('init');
  }
  onModuleDestroy(): void {
    story.push('destroy');
  }
  onApplicationShutdown(): void {
    story.push('shutdown');
  }
}

@Controller()
class GreetingController {
  constructor(@Inject(CONFIG) private readonly config: Config) {}

  @Get('greeting')
  async greet(): Promise<{ from: string }> {
    taken += 1;
    await new Promise((resolve) => setImmediate(resolve));
    return { from: this.config.publicUrl };
  }
}

let finishHandler = (): void => undefined;

@Controller()
class SlowConsumer {
  @ConsumeQueue('task-runs.normal', { prefetch: 1 })
  async consume(@Payload() body: Buffer): Promise<void> {
    story.push(`consuming ${body.toString()}`);
    await new Promise<void>((resolve) => (finishHandler = resolve));
    story.push('consumed');
  }
}

@Module({ controllers: [GreetingController, SlowConsumer], providers: [Life] })
class TinyModule {}

const platformOf = (): Platform => ({
  config: loadConfig({}),
  logger: silentLogger,
  metrics: new Metrics(),
  health: new HealthChecks(),
  database: {} as Database,
  bus: openLocalBus({ logger: silentLogger }),
  clock: systemClock,
  instanceId: newId(),
});

const statusOf = (port: number, path: string, agent?: Agent): Promise<number> =>
  new Promise((resolve, reject) => {
    const options = { host: '127.0.0.1', port, path, ...(agent && { agent }) };
    request(options, (response) => {
      response.resume();
      response.on('end', () => resolve(response.statusCode ?? 0));
    })
      .on('error', reject)
      .end();
  });

describe('an app started by startNestApp', () => {
  let platform: Platform;
  let app: RunningApp | undefined;

  beforeEach(() => {
    story.length = 0;
    platform = platformOf();
  });

  afterEach(async () => {
    await app?.stop();
    app = undefined;
    await platform.bus.close();
  });

  it('serves its own routes, health and metrics', async () => {
    app = await startNestApp({ module: TinyModule, platform, port: 0 });
    const port = app.port ?? 0;

    expect(await statusOf(port, '/greeting')).toBe(200);
    expect(await statusOf(port, '/health/live')).toBe(200);
    expect(await statusOf(port, '/health/ready')).toBe(200);
    expect(await statusOf(port, '/metrics')).toBe(200);
    platform.health.setStopping();
    expect(await statusOf(port, '/health/ready')).toBe(503);
    expect(await statusOf(port, '/health/live')).toBe(200);
  });

  it('stops within two seconds under keep-alive load and answers every request that it took', async () => {
    app = await startNestApp({ module: TinyModule, platform, port: 0 });
    const port = app.port ?? 0;
    const agent = new Agent({ keepAlive: true, maxSockets: 20 });
    const statuses = new Set<number>();
    const failures = new Set<string>();
    let answered = 0;
    taken = 0;
    const client = async (): Promise<void> => {
      for (;;) {
        try {
          statuses.add(await statusOf(port, '/greeting', agent));
          answered += 1;
        } catch (error) {
          const { code } = error as { code: string };
          if (code === 'ECONNREFUSED') return;
          failures.add(code);
        }
      }
    };
    const clients = Array.from({ length: 20 }, client);
    await until(() => answered > 200);

    const startedAt = performance.now();
    await app.stop();
    const stoppedMs = performance.now() - startedAt;
    await Promise.all(clients);
    agent.destroy();

    failures.delete('ECONNRESET'); // connections that nobody had accepted when listening ended
    expect([...failures]).toEqual([]);
    expect([...statuses]).toEqual([200]);
    expect(answered).toBe(taken);
    expect(stoppedMs).toBeLessThan(2_000);
  });

  it('consumes only once it is initialised, and finishes what is in hand before it lets go', async () => {
    await platform.bus.publish({
      queue: 'task-runs.normal',
      body: Buffer.from('early'),
      id: newId(),
    });
    app = await startNestApp({ module: TinyModule, platform, consume: true });
    await until(() => story.includes('consuming early'));

    const stopping = app.stop();
    await until(() => story.includes('destroy'));
    finishHandler();
    await stopping;

    expect(story).toEqual(['init', 'consuming early', 'destroy', 'consumed', 'shutdown']);
  });

  it('says in one sentence that its port is in use, and leaves nothing behind', async () => {
    app = await startNestApp({ module: TinyModule, platform, port: 0 });

    const second = startNestApp({ module: TinyModule, platform, port: app.port ?? 0 });

    await expect(second).rejects.toMatchObject({ code: 'port_in_use', fault: 'user' });
    expect(story).toEqual(['init', 'init', 'destroy', 'shutdown']);
  });
});
