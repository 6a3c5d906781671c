import { killing } from './kill-app.mjs';

export const killAdminApi = killing(
  {
    name: 'kill-admin-api',
    about: 'kill -9 of the only admin-api',
    embodiments: ['processes'],
    expects: { allAnswered: true },
  },
  ['admin-api'],
);
