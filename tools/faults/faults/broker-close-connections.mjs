export const brokerCloseConnections = {
  name: 'broker-close-connections',
  about: 'every connection closed by RabbitMQ',
  embodiments: ['processes'],
  every: 10,
  expects: { allAnswered: true },
  shows: 'connections closed',
  inject: async ({ broker }, { saw }) => saw(await broker.closeConnections()),
};
