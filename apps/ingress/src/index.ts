export * from './ingress.entities.ts';
export * from './start-ingress.ts';
