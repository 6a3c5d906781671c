/** Attempts enough for any fault, and close together, so that a fault hits many. */
const retry_schedule = [0, 1, 1, 1, 2, 2, 3, 3, ...Array.from({ length: 32 }, () => 5)];
/** Attempts that a killed runner leaves hold their places until their leases have ended. */
const concurrency = 100;

const orderOf = {
  unordered: { ordering: 'none' },
  fifo: { ordering: 'fifo', ordering_key: 'data.key' },
};

/** What each acknowledged event has to be delivered to. */
export const endpointKinds = Object.keys(orderOf);

/** Two endpoints for the events of a phase: one takes them as they come, one in the order of each key. */
export async function layOutEndpoints({ api, receiverUrl, phase, topic }) {
  const ids = {};
  for (const kind of endpointKinds) {
    const endpoint = await api('POST', '/endpoints', {
      name: `${phase} ${kind}`,
      url: `${receiverUrl}/${kind}`,
      topics: [topic],
      ...{ retry_schedule, concurrency, ...orderOf[kind] },
    });
    ids[kind] = endpoint.id;
  }
  return ids;
}
