import { writeFile } from 'node:fs/promises';
import { until } from '@millwright/testing';
import fc from 'fast-check';
import { Api } from './client/api.ts';
import { Mill } from './client/mill.ts';
import type { EventInList } from './client/shapes.ts';
import { spokenToAdmin } from './fuzz/any-admin.ts';
import type { OpenApi } from './fuzz/any-admin-route.ts';
import { anyConversation } from './fuzz/any-conversation.ts';
import { spokenToIngress } from './fuzz/any-intake.ts';
import { BODY_LIMIT } from './fuzz/any-load.ts';
import { described, type Conversation } from './fuzz/conversation.ts';
import { converse } from './fuzz/converse.ts';
import { faultOf, type Claims } from './fuzz/judge.ts';
import { Tally } from './fuzz/tally.ts';
import { Vitals } from './fuzz/vitals.ts';
import { startSystem } from './system/start-system.ts';
import type { System } from './system/system.ts';

/** `npm run fuzz` sends more; a failure prints what repeats it. */
const requestsWanted = Number(process.env['FUZZ_REQUESTS'] ?? 3_000);
const seed = Number(process.env['FUZZ_SEED'] ?? Math.floor(Math.random() * 2 ** 31));
const resultFile = process.env['FUZZ_RESULT'];

const AT_ONCE = 24;
const REQUESTS_OF_A_CONVERSATION = 3;
const MOST_WAITING = 400;
/** Limits of the system under test: short so that what hangs shows itself, long enough for a busy machine. */
const limits = {
  BODY_LIMIT_BYTES: `${BODY_LIMIT}`,
  HEADER_TIMEOUT_SECONDS: '5',
  BODY_TIMEOUT_SECONDS: '5',
  KEEP_ALIVE_SECONDS: '10',
  LOG_LEVEL: 'error',
};
/** Past this a connection hangs: every limit of time and the sweeps between, on a busy machine. */
const HANGS_AFTER_MS = 60_000;
const LONGEST_STALL_MS = 5_000;
/** How much more than at rest all processes together may take: while it goes on, and once it is over. */
const MEMORY_OVER_REST_MB = { peak: 600, after: 400 };
const SECRET = 'the secret of the fuzzed webhook';

describe('any bytes that strangers send', () => {
  let system: System;
  let mill: Mill;
  let webhook: string;
  let verified: string;
  let conversations: fc.Arbitrary<Conversation>;
  let vitals: Vitals;
  const tally = new Tally();
  const claims: Claims = { taken: [], refused: [], maybe: [] };
  const memory = { atRestMb: 0, warmMb: 0, afterMb: 0 };
  const waiting = new Set<Promise<void>>();
  const late: Error[] = [];

  beforeAll(async () => {
    system = await startSystem(limits);
    mill = new Mill(system);
    webhook = await mill.webhook(mill.topic());
    const verification = { secrets: [SECRET] };
    verified = await mill.webhook(mill.topic(), { provider: 'github', verification });
    const unknown = await mill.webhook(mill.topic());
    conversations = fc.oneof(
      { weight: 3, arbitrary: await toIngress(unknown) },
      { weight: 1, arbitrary: await toAdmin() },
    );
    vitals = new Vitals(system);
    memory.atRestMb = await vitals.memoryMb();
    vitals.start();
  });
  afterAll(async () => {
    try {
      await vitals?.stop();
    } finally {
      await system?.stop();
    }
  });

  const toIngress = async (unknown: string): Promise<fc.Arbitrary<Conversation>> => {
    const { id } = await mill.api.write('POST', '/cache-endpoints', { name: 'fuzz', key: 'fuzz' });
    const targets = { known: webhook, unknown };
    const spoken = spokenToIngress({
      webhook,
      verified: { path: verified, secret: SECRET },
      cache: `/cache/${id}`,
    });
    return anyConversation('ingress', spoken, targets);
  };

  const toAdmin = async (): Promise<fc.Arbitrary<Conversation>> => {
    const { token, adminUrl } = system;
    const created = await fetch(`${adminUrl}/api/v1/workspaces`, {
      method: 'POST',
      headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
      body: '{"slug":"fuzz"}',
    });
    if (created.status !== 201) throw new Error(`no workspace: ${await created.text()}`);
    const api = new Api(system, 'fuzz');
    const { id } = await api.write('POST', '/webhooks', { name: 'a', topic: 'user/a/b' });
    const task = await api.write('POST', '/tasks', {
      name: 'b',
      subscriptions_template: 'user/a/b',
      script: '{% action "echo", event.data %}',
    });
    const answer = await fetch(`${adminUrl}/api/openapi.json`);
    const openApi = (await answer.json()) as OpenApi;
    const target = { token, workspace: 'fuzz', ids: [id, task.id] };
    const path = '/api/v1/workspaces';
    return anyConversation('admin', spokenToAdmin(target, openApi), { known: path, unknown: path });
  };

  const hold = async (conversation: Conversation): Promise<void> => {
    const { ingressUrl, adminUrl } = system;
    const port = Number(new URL(conversation.to === 'ingress' ? ingressUrl : adminUrl).port);
    try {
      const ended = await converse(conversation, port, HANGS_AFTER_MS);
      tally.add(conversation, ended);
      const fault = faultOf(conversation, ended, claims);
      if (fault !== undefined) throw new Error(fault);
    } catch (cause) {
      throw new Error(`${(cause as Error).message}, in a conversation ${described(conversation)}`, {
        cause,
      });
    }
  };

  /** What the server may let wait is looked at when it is over; its fault fails the seed. */
  const begin = (conversation: Conversation): Promise<void> | undefined => {
    const held = hold(conversation);
    if (conversation.noise === undefined) return held;
    const kept: Promise<void> = held
      .catch((error: unknown) => void late.push(error as Error))
      .finally(() => waiting.delete(kept));
    waiting.add(kept);
    return undefined;
  };

  const send = async (requests: number, batchSeed: number): Promise<void> => {
    const batches = fc.array(conversations, { minLength: AT_ONCE, maxLength: AT_ONCE });
    const property = fc.asyncProperty(batches, async (batch) => {
      const ended = await Promise.allSettled(
        batch.map(async (conversation) => begin(conversation)),
      );
      while (waiting.size > MOST_WAITING) await Promise.race(waiting);
      const failed = ended.find(({ status }) => status === 'rejected');
      if (failed !== undefined) throw (failed as PromiseRejectedResult).reason;
    });
    const outcome = await fc.check(property, {
      seed: batchSeed,
      numRuns: Math.ceil(requests / (AT_ONCE * REQUESTS_OF_A_CONVERSATION)),
      // A conversation says itself what it was; making it smaller against a live system takes hours.
      endOnFailure: true,
      ...(process.env['FUZZ_PATH'] !== undefined && { path: process.env['FUZZ_PATH'] }),
    });
    const fault = outcome.failed ? outcome.errorInstance : late[0];
    if (fault === undefined) return;
    await Promise.all(waiting);
    // What came late has no path: a first fifth as long as this one sends all of it again.
    const again = outcome.failed
      ? `FUZZ_PATH=${outcome.counterexamplePath}`
      : `FUZZ_REQUESTS=${Math.ceil(requests) * 5}`;
    throw new Error(`FUZZ_SEED=${batchSeed} ${again}: ${(fault as Error).message}`);
  };

  it(
    `are answered or cut, never with a fault of ours (FUZZ_SEED=${seed})`,
    async () => {
      await send(requestsWanted / 5, seed);
      memory.warmMb = await vitals.memoryMb();
      for (let n = 1; tally.requests < requestsWanted; n += 1) {
        await send(Math.max(AT_ONCE, requestsWanted - tally.requests), seed + n);
      }
      await Promise.all(waiting);

      expect(late).toEqual([]);
      expect(tally.requests).toBeGreaterThanOrEqual(requestsWanted);
    },
    30_000 + requestsWanted * 20,
  );

  it(
    'make exactly one event where they were taken, and none where they were refused',
    async () => {
      const taken = new Set(claims.taken);
      const counts = await until(
        async () => {
          const seen = await eventCounts();
          return [...taken].every((id) => seen.has(id)) && seen;
        },
        { timeoutMs: 60_000 + requestsWanted, what: `the events of ${taken.size} requests` },
      );
      const known = new Set([...claims.taken, ...claims.maybe]);

      expect(claims.refused.filter((id) => counts.has(id))).toEqual([]);
      expect([...counts].filter(([id, count]) => count !== 1 || !known.has(id))).toEqual([]);
      expect(claims.taken.length).toBeGreaterThan(requestsWanted / 10);
    },
    90_000 + requestsWanted * 2,
  );

  it('leave the system as quick and as small as before', async () => {
    const event = await mill.finished(await mill.postJson(webhook, '{"still":"there"}'));
    await vitals.stop();
    memory.afterMb = await vitals.memoryMb();
    const { peakMb, stallMs } = vitals;
    const { conversations: held, requests, byStatus, slowestMs, slowest } = tally;
    const result = {
      embodiment: system.embodiment,
      seed,
      requests,
      conversations: held,
      by_answer: Object.fromEntries([...byStatus].sort()),
      events: claims.taken.length,
      refused: claims.refused.length,
      memory_mb: { ...memory, peakMb },
      memory_over_rest_limit_mb: MEMORY_OVER_REST_MB,
      longest_stall_ms: stallMs,
      slowest: { ms: slowestMs, shape: slowest },
    };
    if (resultFile !== undefined)
      await writeFile(resultFile, `${JSON.stringify(result, null, 2)}\n`);

    expect(event.status).toBe('succeeded');
    expect(system.apps.map(({ log }) => log).join('')).not.toContain('"level":"error"');
    expect(Math.max(peakMb, memory.afterMb) - memory.atRestMb).toBeLessThan(
      MEMORY_OVER_REST_MB.peak,
    );
    expect(memory.afterMb - memory.atRestMb).toBeLessThan(MEMORY_OVER_REST_MB.after);
    expect(Math.max(stallMs.ingress, stallMs.admin)).toBeLessThan(LONGEST_STALL_MS);
  });

  /** How many events each request made, of both webhooks whose requests are known. */
  const eventCounts = async (): Promise<Map<string, number>> => {
    const counts = new Map<string, number>();
    for (const path of [webhook, verified]) await countEvents(path.split('/').at(-1)!, counts);
    return counts;
  };

  const countEvents = async (id: string, counts: Map<string, number>): Promise<void> => {
    let cursor: string | null = null;
    do {
      const more: string = cursor === null ? '' : `&cursor=${cursor}`;
      const page: { data: EventInList[]; next_cursor: string | null } = await mill.api.get(
        `/events?limit=200&webhook_id=${id}${more}`,
      );
      for (const { request_id: requestId } of page.data) {
        counts.set(requestId!, (counts.get(requestId!) ?? 0) + 1);
      }
      cursor = page.next_cursor;
    } while (cursor !== null);
  };
});
