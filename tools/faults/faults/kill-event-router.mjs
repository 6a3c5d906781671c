import { killing } from './kill-app.mjs';

export const killEventRouter = killing(
  {
    name: 'kill-event-router',
    about: 'kill -9 of the only event-router',
    embodiments: ['processes'],
    expects: { allAnswered: true },
  },
  ['event-router'],
);
