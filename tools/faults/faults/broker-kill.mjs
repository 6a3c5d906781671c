export const brokerKill = {
  name: 'broker-kill',
  about: 'RabbitMQ killed with -9 and started after 1 s',
  embodiments: ['processes'],
  every: 15,
  lasts: 1,
  inject: ({ broker }) => broker.kill(),
  heal: ({ broker }) => broker.start(),
};
