/**
 * One copy of two is alone in the dark and does not know it: what it had in hand is done by the other, and what it
 * still believes to hold when it is back must not be done again.
 */
export const networkCutOne = {
  name: 'network-cut-one',
  about:
    'one of two task-runners and one of two event-routers cut off from RabbitMQ, or from PostgreSQL too, for 30 s, in turn',
  embodiments: ['processes'],
  layout: { copies: 2, ownWay: true },
  needs: ['firewall'],
  every: 10,
  lasts: 30,
  times: 2,
  expects: { allAnswered: true, worksMeanwhile: true },
  shows: 'packets dropped',
  async inject({ firewall, ownWays }, { turn }) {
    const servers = [['broker'], ['broker', 'database']][turn % 2];
    firewall.cut(ownWays.flatMap((way) => servers.map((server) => way[server].port)));
  },
  heal: async ({ firewall }, _injected, { saw }) => saw(firewall.clear()),
};
