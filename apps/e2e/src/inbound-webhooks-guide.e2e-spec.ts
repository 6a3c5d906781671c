import { PrintedGuide } from './client/printed-guide.ts';
import { sharedSystem } from './system/shared-system.ts';
import type { System } from './system/system.ts';

describe('the guide to inbound webhooks', () => {
  let system: System;

  beforeAll(async () => {
    system = await sharedSystem();
  });
  afterAll(() => system?.stop());

  it('prints commands that do what it says, one after the other', async () => {
    const guide = await PrintedGuide.of('inbound-webhooks.md', system);

    const told = await guide.runShell();

    expect(told.length).toBeGreaterThan(30);
    expect(told).toEqual(
      told.map((line) => ({ ...line, output: expect.stringContaining(line.expected) })),
    );
  }, 120_000);
});
