import type { Id } from '@millwright/kernel';
import { healthAfter, type Health, type Notice } from '../../health/index.ts';
import type { EndpointAtEnd } from './read-endpoints.ts';
import type { DecidedEnd } from './record-deliveries.ts';
import type { EndpointToDisable, HealthToSave } from './save-health.ts';

/** Something to be told about an endpoint, as it was right after the attempt that caused it. */
export interface NoticedEnd {
  kind: Notice;
  end: DecidedEnd;
  /** Why it was disabled; null: it was not. */
  disable: 'gone' | 'failing' | null;
  health: Health;
}

/** What attempts do to the health of their endpoints. */
export interface HealthDecided {
  saved: HealthToSave[];
  disabled: EndpointToDisable[];
  noticed: NoticedEnd[];
}

/** Counts the ends of attempts, in their order. A success of an endpoint that `isNoted` changes nothing. */
export function decideHealth(
  decided: readonly DecidedEnd[],
  endpoints: ReadonlyMap<Id, EndpointAtEnd>,
  now: Date,
  isNoted: (endpoint: EndpointAtEnd) => boolean,
): HealthDecided {
  const healths = new Map<Id, Health>();
  const disabled = new Map<Id, EndpointToDisable>();
  const noticed: NoticedEnd[] = [];
  for (const end of decided) {
    const { endpointId, isProbe } = end.claimed;
    const endpoint = endpoints.get(endpointId)!;
    const { error, statusCode, retryAt } = end.result;
    if (error === null && !healths.has(endpointId) && isNoted(endpoint)) continue;
    const known = healths.get(endpointId) ?? healthIn(endpoint);
    const rules = {
      autoDisable: endpoint.auto_disable,
      editedAt: endpoint.editedAt,
      createdAt: endpoint.createdAt,
    };
    const outcome = { code: error?.code ?? null, statusCode, retryAt, isProbe };
    const { health, notice, disable } = healthAfter(known, outcome, rules, now);
    const isOver = !endpoint.enabled || disabled.has(endpointId);
    healths.set(endpointId, isOver ? { ...health, lastNoticeAt: known.lastNoticeAt } : health);
    if (isOver) continue;
    if (disable !== null) disabled.set(endpointId, { endpointId, reason: disable });
    if (notice !== null) noticed.push({ kind: notice, end, disable, health });
  }
  const saved = [...healths].map(([endpointId, health]) => ({ endpointId, health }));
  return { saved, disabled: [...disabled.values()], noticed };
}

/** Health alone, without what else was read beside it. */
function healthIn(endpoint: EndpointAtEnd): Health {
  const { consecutiveFailures, failingSince, failedAttempts, lastSuccessAt, lastFailureAt } =
    endpoint;
  const { lastNoticeAt, isWarned, pausedUntil, circuit, circuitOpenedAt, nextProbeAt } = endpoint;
  return {
    ...{ consecutiveFailures, failingSince, failedAttempts, lastSuccessAt, lastFailureAt },
    ...{ lastNoticeAt, isWarned, pausedUntil, circuit, circuitOpenedAt, nextProbeAt },
    probeDelayS: endpoint.probeDelayS,
  };
}
