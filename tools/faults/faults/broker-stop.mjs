export const brokerStop = {
  name: 'broker-stop',
  about: 'RabbitMQ stopped for 10 s and started',
  embodiments: ['processes'],
  every: 15,
  shows: 'servers found down',
  lasts: 10,
  expects: { allAnswered: true, recoveryMs: 30_000 },
  async inject({ broker }, { saw }) {
    await broker.stop();
    saw(broker.isUp() ? 0 : 1);
  },
  heal: ({ broker }) => broker.start(),
};
