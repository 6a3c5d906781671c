export const brokerStop = {
  name: 'broker-stop',
  about: 'RabbitMQ stopped for 10 s and started',
  embodiments: ['processes'],
  every: 15,
  lasts: 10,
  inject: ({ broker }) => broker.stop(),
  heal: ({ broker }) => broker.start(),
};
