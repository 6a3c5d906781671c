export { generationsOf, openTo, revokeLinks } from './portal-endpoints.ts';
export { PortalTokens, type PortalLink } from './portal-token.ts';
