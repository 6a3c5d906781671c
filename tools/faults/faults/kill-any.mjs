import { killing } from './kill-app.mjs';

export const killAny = killing(
  {
    name: 'kill-any',
    about: 'kill -9 of any app at random, two copies of each',
    embodiments: ['processes'],
    layout: { copies: 2 },
    expects: { repeatsDeliveries: true },
  },
  ['ingress', 'event-router', 'task-runner', 'admin-api'],
);
