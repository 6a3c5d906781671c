import { until } from '../../system/until.mjs';
import { areAccepted, awaitsDelivery, faultsOfDelivery } from './delivered.mjs';
import { endpointKinds } from './endpoints.mjs';
import { all, countsOf, groupedBy } from './lists.mjs';
import { isIntact } from './numbered.mjs';
import { actionsOf, kinds } from './traffic.mjs';

const SHOWN = 5;

/** Waits until everything acknowledged has had its effects and nothing is pending; false when that takes too long. */
export async function quiet({ api, ledger, delivered, traffic, timeoutMs, signal }) {
  const acknowledged = ledger.acknowledged;
  const hasAll = () =>
    acknowledged.every((number) => kinds.every((kind) => ledger.effect(kind, number))) &&
    areAccepted(acknowledged, delivered);
  const pending = async (topic) => {
    const { data } = await api('GET', `/events?topic=${topic}&status=pending&limit=1`);
    return data.length > 0;
  };
  const isQuiet = async () => {
    signal.throwIfAborted();
    return (
      hasAll() &&
      !(await pending(traffic.topic)) &&
      !(await pending(traffic.childTopic)) &&
      !(await awaitsDelivery(api, traffic.endpoints))
    );
  };
  try {
    await until(isQuiet, { timeoutMs, everyMs: 250, what: 'quiet' });
    return true;
  } catch (error) {
    if (signal.aborted) throw error;
    return false;
  }
}

/**
 * Compares what was acknowledged to what is stored and what arrived. Answers the numbers that are lost with the
 * reasons, and what is wrong beside.
 */
export async function compare({ api, ledger, delivered, order, traffic }) {
  const events = await all(api, `/events?topic=${traffic.topic}`);
  const children = await all(api, `/events?topic=${traffic.childTopic}`);
  const cached = await all(api, `/cache?prefix=${traffic.phase}/`);
  const runs = {};
  for (const kind of kinds) {
    const list = await all(api, `/task-runs?task_id=${traffic.tasks[kind]}`);
    runs[kind] = groupedBy(list, ({ event_id }) => event_id);
  }
  const deliveries = {};
  for (const kind of endpointKinds) {
    const list = await all(api, `/deliveries?endpoint_id=${traffic.endpoints[kind]}`);
    deliveries[kind] = groupedBy(list, ({ event_id }) => event_id);
  }
  const eventsOf = groupedBy(events, ({ data }) => data.number);
  const childrenOf = groupedBy(children, ({ parent_id }) => parent_id);
  const sumOf = new Map(cached.map(({ key, value }) => [key, value]));

  const faultsOf = (number) => {
    const found = eventsOf.get(number) ?? [];
    if (found.length !== 1) return [`${found.length} events`];
    const [event] = found;
    const faults = [];
    if (!isIntact(event.data)) faults.push('its data is not what was sent');
    if (event.status !== 'succeeded') faults.push(`its event is ${event.status}`);
    if (sumOf.get(`${traffic.phase}/${number}`) !== event.data.sum) faults.push('not in the cache');
    const ownChildren = childrenOf.get(event.id) ?? [];
    if (ownChildren.length !== 1) faults.push(`${ownChildren.length} child events`);
    const carriers = { now: [event], later: [event], child: ownChildren };
    for (const kind of kinds) {
      const ownRuns = carriers[kind].flatMap(({ id }) => runs[kind].get(id) ?? []);
      faults.push(
        ...faultsOfRuns(kind, ownRuns),
        ...faultsOfEffect(kind, ledger.effect(kind, number)),
      );
    }
    for (const kind of endpointKinds) {
      const own = deliveries[kind].get(event.id) ?? [];
      faults.push(...faultsOfDelivery(kind, own, delivered.effect(kind, number)));
    }
    return faults;
  };

  const lost = ledger.acknowledged
    .map((number) => ({ number, faults: faultsOf(number) }))
    .filter(({ faults }) => faults.length > 0);
  const acknowledged = new Set(ledger.acknowledged);
  const twice = [...eventsOf].filter(
    ([number, found]) => found.length > 1 && !acknowledged.has(number),
  );
  return {
    lost: lost.length,
    /** For a closer look: ids of the events of some that are lost. */
    lostEvents: lost
      .slice(0, SHOWN)
      .flatMap(({ number }) => (eventsOf.get(number) ?? []).map(({ id }) => id)),
    reasons: countsOf(lost.flatMap(({ faults }) => faults)),
    examples: lost.slice(0, SHOWN).map(({ number, faults }) => `${number}: ${faults.join(', ')}`),
    keptUnacknowledged: [...eventsOf.keys()].filter((number) => !acknowledged.has(number)).length,
    twice: twice.length,
    outOfOrder: order.faults(ledger.sent),
  };
}

function faultsOfRuns(kind, runs) {
  if (runs.length !== 1) return [`${runs.length} task runs "${kind}"`];
  const [run] = runs;
  if (run.status !== 'succeeded') return [`task run "${kind}" is ${run.status}`];
  const ended = run.action_runs.filter(({ status }) => status === 'succeeded').length;
  return ended === actionsOf[kind] && run.action_runs.length === ended
    ? []
    : [`${ended} of ${actionsOf[kind]} action runs "${kind}" succeeded`];
}

function faultsOfEffect(kind, effect) {
  if (!effect) return [`no effect "${kind}"`];
  const faults = [];
  if (effect.answered === 0) faults.push(`effect "${kind}" was never answered`);
  if (!effect.isIntact) faults.push(`effect "${kind}" with a wrong checksum`);
  if (effect.keys.size !== 1) faults.push(`effect "${kind}" under ${effect.keys.size} keys`);
  if (effect.keys.has(undefined)) faults.push(`effect "${kind}" without a key`);
  return faults;
}
