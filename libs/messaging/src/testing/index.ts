export * from './broker-peek.ts';
export * from './bus.conformance.ts';
export * from './consumer-app.ts';
export * from './opened-bus.ts';
