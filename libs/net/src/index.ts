export * from './addresses/address-rules.ts';
export * from './addresses/allow-list.ts';
export * from './addresses/forbidden-literal.ts';
export * from './net.errors.ts';
export * from './outbound-http.ts';
export * from './outbound-request.ts';
export * from './user-agent.ts';
export { basicOf, parseProxy, type Proxy } from './connect/proxy.ts';
export { type Resolve, resolveBySystem } from './connect/resolve.ts';
