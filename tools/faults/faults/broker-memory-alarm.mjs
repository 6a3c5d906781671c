export const brokerMemoryAlarm = {
  name: 'broker-memory-alarm',
  about: 'RabbitMQ short of memory for 10 s: publishers blocked',
  embodiments: ['processes'],
  every: 15,
  shows: 'alarms that held to the end',
  lasts: 10,
  expects: { allAnswered: true },
  inject: ({ broker }) => broker.alarm(),
  async heal({ broker }, _injected, { saw }) {
    saw((await broker.isAlarmed()) ? 1 : 0);
    await broker.calm();
  },
};
