export * from './token-json.ts';
export * from './token-page.ts';
export * from './token-request.ts';
export * from './whoami.ts';
