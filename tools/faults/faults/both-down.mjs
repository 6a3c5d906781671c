export const bothDown = {
  name: 'both-down',
  about: 'RabbitMQ and PostgreSQL stopped for 10 s: 503 with Retry-After',
  embodiments: ['processes'],
  every: 15,
  shows: 'times that no server ran',
  lasts: 10,
  expects: { refusals: true, recoveryMs: 15_000 },
  async inject({ broker, database }, { saw }) {
    await Promise.all([broker.stop(), database.stop()]);
    saw(broker.isUp() || database.isUp() ? 0 : 1);
  },
  heal: ({ broker, database }) => Promise.all([broker.start(), database.start()]),
};
