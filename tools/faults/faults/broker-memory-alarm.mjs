export const brokerMemoryAlarm = {
  name: 'broker-memory-alarm',
  about: 'RabbitMQ short of memory for 10 s: publishers blocked',
  embodiments: ['processes'],
  every: 15,
  lasts: 10,
  inject: ({ broker }) => broker.alarm(),
  heal: ({ broker }) => broker.calm(),
};
