import { Mill } from './client/mill.ts';
import { startSystem } from './system/start-system.ts';
import type { System } from './system/system.ts';

describe('the system as its operator sees it', () => {
  let system: System;

  beforeAll(async () => {
    system = await startSystem();
  });
  afterAll(() => system?.stop());

  it('is alive, ready and measured', async () => {
    for (const base of [system.ingressUrl, system.adminUrl]) {
      const [live, ready, metrics] = await Promise.all(
        ['/health/live', '/health/ready', '/metrics'].map((route) => fetch(`${base}${route}`)),
      );
      expect([live!.status, ready!.status, metrics!.status]).toEqual([200, 200, 200]);
      expect(await metrics!.text()).toContain('process_resident_memory_bytes');
    }
  });

  it('rests in little memory', async () => {
    const limitMb = system.embodiment === 'standalone' ? 450 : 150;

    const sizes = await Promise.all(
      system.apps.map(async (app) => ({ app: app.name, resident_mb: await app.residentMb() })),
    );

    process.stderr.write(`resident memory at rest: ${JSON.stringify(sizes)}\n`);
    expect(sizes.filter(({ resident_mb: mb }) => mb > limitMb)).toEqual([]);
  });

  it('serves a description of its API, and answers nobody without a token', async () => {
    const description = await fetch(`${system.adminUrl}/api/openapi.json`);
    const events = await fetch(`${system.adminUrl}/api/v1/workspaces/main/events`);

    expect(((await description.json()) as { openapi: string }).openapi).toMatch(/^3\.1/);
    expect(events.status).toBe(401);
    expect(events.headers.get('content-type')).toContain('application/problem+json');
  });

  it('stops within its time under load, and exits 0', async () => {
    if (system.embodiment === 'external') return;
    const mill = new Mill(system);
    const topic = mill.topic();
    const path = await mill.webhook(topic);
    await mill.task(topic, '{% action "echo", event.data %}');
    const posting = Promise.allSettled(
      Array.from({ length: 100 }, (_none, n) => mill.postJson(path, `{"n":${n}}`)),
    );

    const codes = await Promise.all(system.apps.map((app) => app.stop()));
    await posting;

    expect(codes.every((code) => code === 0)).toBe(true);
  }, 60_000);
});
