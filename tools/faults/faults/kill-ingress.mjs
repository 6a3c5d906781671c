import { killing } from './kill-app.mjs';

export const killIngress = killing(
  { name: 'kill-ingress', about: 'kill -9 of the only ingress', embodiments: ['processes'] },
  ['ingress'],
);
