import { killing } from './kill-app.mjs';

export const killStandalone = killing(
  {
    name: 'kill-standalone',
    about: 'kill -9 of standalone',
    embodiments: ['standalone'],
    expects: { repeatsDeliveries: true },
  },
  ['standalone'],
);
