import { killing } from './kill-app.mjs';

export const killTaskRunner = killing(
  {
    name: 'kill-task-runner',
    about: 'kill -9 of the only task-runner',
    embodiments: ['processes'],
    expects: { allAnswered: true, repeatsDeliveries: true },
  },
  ['task-runner'],
);
