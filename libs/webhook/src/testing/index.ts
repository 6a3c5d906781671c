export { testCertificate, type TestCertificate } from './certificate.ts';
export { seenRequest } from './seen-requests.ts';
export { defaultIntakeLimits } from './intake-limits.ts';
export { signedVectors, type SignedVector } from './signed-vector.ts';
export { startSenderHosts, type SenderHosts, type SenderHostsOptions } from './sender-hosts.ts';
export * from './test-secret-box.ts';
export * from './webhook-builders.ts';
