export const bothDown = {
  name: 'both-down',
  about: 'RabbitMQ and PostgreSQL stopped for 10 s: 503 with Retry-After',
  embodiments: ['processes'],
  every: 15,
  lasts: 10,
  expects: { refusals: true },
  inject: ({ broker, database }) => Promise.all([broker.stop(), database.stop()]),
  heal: ({ broker, database }) => Promise.all([broker.start(), database.start()]),
};
