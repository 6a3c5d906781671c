export const bothDown = {
  name: 'both-down',
  about: 'RabbitMQ and PostgreSQL stopped for 10 s: 503 with Retry-After',
  embodiments: ['processes'],
  every: 15,
  shows: 'servers found down',
  lasts: 10,
  expects: { refusals: true, recoveryMs: 15_000 },
  async inject({ broker, database }, { saw }) {
    await Promise.all([broker.stop(), database.stop()]);
    saw([broker, database].filter((server) => !server.isUp()).length);
  },
  heal: ({ broker, database }) => Promise.all([broker.start(), database.start()]),
};
