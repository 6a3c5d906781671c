export * from './addresses/address-rules.ts';
export * from './addresses/allow-list.ts';
export * from './net.errors.ts';
export * from './outbound-http.ts';
export * from './outbound-request.ts';
export * from './version.ts';
