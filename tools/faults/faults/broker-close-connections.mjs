export const brokerCloseConnections = {
  name: 'broker-close-connections',
  about: 'every connection closed by RabbitMQ',
  embodiments: ['processes'],
  every: 10,
  inject: ({ broker }) => broker.closeConnections(),
};
