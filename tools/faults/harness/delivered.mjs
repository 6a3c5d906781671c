import { endpointKinds } from './endpoints.mjs';

const unfinished = ['due', 'started', 'scheduled', 'unscheduled'];

/** Whether endpoints still wait for a delivery. */
export async function awaitsDelivery(api, endpoints) {
  for (const id of Object.values(endpoints)) {
    for (const status of unfinished) {
      const path = `/deliveries?endpoint_id=${id}&status=${status}&limit=1`;
      if ((await api('GET', path)).data.length > 0) return true;
    }
  }
  return false;
}

/** What is wrong with the deliveries of an event at one endpoint: with what is stored, and with what arrived. */
export function faultsOfDelivery(kind, deliveries, arrived) {
  const faults = [];
  const say = (isWrong, text) => isWrong && faults.push(text);
  if (deliveries.length !== 1) return [`${deliveries.length} deliveries "${kind}"`];
  const [{ id, status }] = deliveries;
  say(status !== 'succeeded', `delivery "${kind}" is ${status}`);
  if (!arrived) return [...faults, `delivery "${kind}" never came`];
  say(arrived.answered === 0, `delivery "${kind}" was never accepted`);
  say(!arrived.isIntact, `delivery "${kind}" with a wrong checksum`);
  say(arrived.keys.size !== 1 || !arrived.keys.has(id), `delivery "${kind}" under another id`);
  say(arrived.digests.size !== 1, `delivery "${kind}" with other bytes`);
  return faults;
}

/** Whether each of these numbers was accepted by every endpoint. */
export const areAccepted = (numbers, ledger) =>
  numbers.every((number) =>
    endpointKinds.every((kind) => ledger.effect(kind, number)?.answered > 0),
  );
