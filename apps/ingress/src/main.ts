import { runApp } from '@millwright/host';
import { ingressEntities } from './ingress.entities.ts';
import { startIngress } from './start-ingress.ts';

await runApp({
  name: 'ingress',
  entities: ingressEntities,
  migrates: false,
  start: startIngress,
});
