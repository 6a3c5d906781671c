export const brokerKill = {
  name: 'broker-kill',
  about: 'RabbitMQ killed with -9 and started after 1 s',
  embodiments: ['processes'],
  every: 15,
  shows: 'servers found down',
  lasts: 1,
  expects: { allAnswered: true, recoveryMs: 30_000 },
  async inject({ broker }, { saw }) {
    await broker.kill();
    saw(broker.isUp() ? 0 : 1);
  },
  heal: ({ broker }) => broker.start(),
};
