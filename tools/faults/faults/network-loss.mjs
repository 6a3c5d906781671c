export const networkLoss = {
  name: 'network-loss',
  about: '5 % of the packets to and from RabbitMQ and PostgreSQL dropped',
  embodiments: ['processes'],
  needs: ['firewall'],
  every: 5,
  lasts: 30,
  shows: 'packets dropped',
  inject: async ({ firewall, broker, database }) => firewall.lose([broker.port, database.port], 5),
  heal: async ({ firewall }, _injected, { saw }) => saw(firewall.clear()),
};
