import type { Database, Transaction } from '@millwright/database';
import type { Id } from '@millwright/kernel';
import { allowanceOf, limitsOf, startsAfter, type Allowance } from '../../health/index.ts';
import { deliveriesToSend, type DeliveryToSend } from '../attempt/delivery-to-send.ts';
import type { Ask, Claims, EndpointTurn } from './claimed.ts';
import { insertAttempts } from './insert-attempts.ts';
import { lockEndpoints, startedOf, type LockedEndpoint } from './lock-endpoints.ts';
import { noteStarts, type StartsNoted } from './note-starts.ts';
import { pickDeliveries } from './pick-deliveries.ts';

/** How long a runner has for asking a receiver for its consent before another one does. */
const ORIGIN_LEASE_MS = 120_000;

/** Who claims, and when; `now` null: it is the database's time. */
export interface Claimant {
  holder: string;
  now: Date | null;
}

/**
 * Starts what is due of some endpoints and may start, in one transaction: queue, attempts and rate are committed before
 * anything is sent. An endpoint that somebody else is claiming of has no turn here.
 */
export async function claimDeliveries(
  database: Database,
  asks: readonly Ask[],
  claimant: Claimant,
): Promise<Claims> {
  const { turns, reading } = await database.transaction((tx) => claim(tx, asks, claimant));
  const deliveries = (await reading).map((delivery) => [delivery.id, delivery] as const);
  return { turns, deliveries: new Map(deliveries) };
}

interface Claiming {
  turns: EndpointTurn[];
  /** Asked before the commit and answered behind it, in the same round trip. */
  reading: Promise<DeliveryToSend[]>;
}

async function claim(
  tx: Transaction,
  asks: readonly Ask[],
  { holder, now }: Claimant,
): Promise<Claiming> {
  const most = new Map(asks.map((ask) => [ask.endpointId, ask.most]));
  const ids = [...most.keys()];
  // Sent together and taken by the server in this order: the count sees what was claimed before the lock.
  const [locked, started] = await Promise.all([lockEndpoints(tx, ids, now), startedOf(tx, ids)]);
  if (locked.length === 0) return { turns: [], reading: Promise.resolve([]) };
  const asked = locked.map((endpoint) => {
    const under = started.get(endpoint.endpointId) ?? 0;
    const wanted = { started: under, most: most.get(endpoint.endpointId)! };
    const state = { ...endpoint, health: endpoint };
    return { endpoint, started: under, allowance: allowanceOf(state, wanted, endpoint.now) };
  });
  const turns = await startThem(tx, asked, holder);
  const reading = deliveriesToSend(
    tx,
    turns.flatMap(({ claimed }) => claimed.map(({ deliveryId }) => deliveryId)),
  );
  // Where it fails the transaction does, and nobody comes to await it.
  reading.catch(() => undefined);
  return { turns, reading };
}

interface AskedEndpoint {
  endpoint: LockedEndpoint;
  started: number;
  allowance: Allowance;
}

async function startThem(
  tx: Transaction,
  asked: readonly AskedEndpoint[],
  holder: string,
): Promise<EndpointTurn[]> {
  const { now } = asked[0]!.endpoint;
  const picks = asked
    .filter(({ allowance }) => allowance.total > 0)
    .map(({ endpoint, allowance }) => ({ ...allowance, endpointId: endpoint.endpointId }));
  const rows = picks.length === 0 ? [] : await pickDeliveries(tx, picks, { holder, now });
  const turns = asked.map(({ endpoint, started, allowance }): EndpointTurn => {
    const { endpointId, changedEpoch } = endpoint;
    const claimed = rows
      .filter((row) => row.endpointId === endpointId)
      .map(({ attempt: number, ...row }) => ({
        ...row,
        number,
        isProbe: allowance.isProbe && !row.isManual,
        startedAt: now,
      }));
    return {
      endpointId,
      changedEpoch,
      claimed,
      mayHaveMore:
        claimed.length >= allowance.total &&
        (allowance.total > 0 || started >= endpoint.concurrency),
      askAgainAt: allowance.askAgainAt,
      asksOrigin: isOriginToBeAsked(endpoint),
    };
  });
  await store(tx, asked, turns);
  return turns;
}

async function store(
  tx: Transaction,
  asked: readonly AskedEndpoint[],
  turns: readonly EndpointTurn[],
): Promise<void> {
  const noted: StartsNoted[] = [];
  const urls = new Map<Id, string>();
  for (const [index, { endpoint }] of asked.entries()) {
    const { claimed, asksOrigin } = turns[index]!;
    const { endpointId, rateLimit, originRate, starts, now } = endpoint;
    urls.set(endpointId, endpoint.url);
    const limits = limitsOf(rateLimit, originRate);
    const isRated = limits.length > 0 && claimed.length > 0;
    if (!isRated && !asksOrigin) continue;
    const nowMs = now.getTime();
    noted.push({
      endpointId,
      starts: isRated ? startsAfter(starts, limits, { count: claimed.length, nowMs }) : starts,
      originNextAt: asksOrigin ? new Date(nowMs + ORIGIN_LEASE_MS) : endpoint.originNextAt,
    });
  }
  const attempts = turns.flatMap(({ endpointId, claimed }) =>
    claimed.map((one) => ({ claimed: one, url: urls.get(endpointId)! })),
  );
  await Promise.all([
    noteStarts(tx.atCommit, noted),
    attempts.length === 0 ? undefined : insertAttempts(tx.atCommit, attempts),
  ]);
}

const isOriginToBeAsked = (endpoint: LockedEndpoint): boolean =>
  endpoint.enabled &&
  endpoint.verifyOrigin &&
  endpoint.originGrantedAt === null &&
  (endpoint.originNextAt === null || endpoint.originNextAt <= endpoint.now);
