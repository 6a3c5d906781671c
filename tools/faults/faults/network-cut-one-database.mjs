import { networkCutOne } from './network-cut-one.mjs';

/**
 * As before, but RabbitMQ still sees both copies: the one without a database keeps what it has in hand until its
 * statements time out, so work may stand still.
 */
export const networkCutOneDatabase = {
  ...networkCutOne,
  name: 'network-cut-one-database',
  about: 'one of two task-runners and one of two event-routers cut off from PostgreSQL for 30 s',
  times: 1,
  expects: { allAnswered: true },
  async inject({ firewall, ownWays }) {
    firewall.cut(ownWays.map((way) => way.database.port));
  },
};
