import { SecretBox } from '@millwright/kernel';

/** The key of tests, for the configuration of what runs in them. */
export const TEST_SECRET_KEY = Buffer.alloc(32, 7).toString('base64');

/** Seals as the apps of tests do. */
export const testSecretBox = new SecretBox({ current: TEST_SECRET_KEY, old: [] });
