export { allowanceOf, type Allowance, type EndpointState } from './allowance.ts';
export type { DisableRules } from './auto-disable.ts';
export { healthAfter, type AttemptEnd, type HealthAfter, type Notice } from './health-after.ts';
export { isSound, noHealth, type Health } from './health.ts';
export {
  deliveryNotice,
  endpointNotice,
  isToldAbout,
  type LastAttempt,
  type NoticedEndpoint,
} from './notices.ts';
export { MAX_RETRY_AFTER_MS } from './pause.ts';
export { limitsOf, roomIn, startsAfter, type Starts } from './rate-window.ts';
