export * from './action.conformance.ts';
export * from './context-of.ts';
export * from './recorded-events.ts';
