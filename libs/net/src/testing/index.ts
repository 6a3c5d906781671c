export * from './certificates.ts';
export * from './peer-identity.ts';
export * from './start-http-proxy.ts';
export * from './start-socks-proxy.ts';
