/** Nothing passes between the apps and the broker, then the database, then both; no connection is told. */
const cutting = (seconds) => ({
  name: `network-cut-${seconds}s`,
  about: `network to RabbitMQ, PostgreSQL or both cut for ${seconds} s, in turn`,
  embodiments: ['processes'],
  needs: ['firewall'],
  every: 12,
  lasts: seconds,
  times: 3,
  shows: 'packets dropped',
  async inject({ firewall, broker, database }, { turn }) {
    const targets = [[broker], [database], [broker, database]][turn % 3];
    firewall.cut(targets.map(({ port }) => port));
  },
  heal: async ({ firewall }, _injected, { saw }) => saw(firewall.clear()),
});

export const networkCut10 = cutting(10);
export const networkCut30 = cutting(30);
