import { computed, optional } from '../setting.ts';
import type { Section } from '../setting.ts';
import { listOf, secretKey, textLike, wholeNumber } from '../setting-types.ts';
import { distributedApps } from './distributed-apps.ts';

/** Who may, and the keys that guard secrets. */
export const access = {
  title: 'Access and secrets',
  settings: {
    adminToken: optional({
      variable: 'ADMIN_TOKEN',
      about: "The instance admin's bearer token. Standalone makes one at its first start.",
      type: textLike(/^[\x21-\x7e]{24,512}$/, '24 to 512 visible ASCII characters without spaces'),
      secret: true,
      neededWhen: { apps: ['admin-api'], text: 'in admin-api' },
    }),
    maxTokenExpirationDays: optional({
      variable: 'MAX_TOKEN_EXPIRATION_DAYS',
      about:
        'Longest life of a new token, of the admin API and of the job API: a later expiration is brought forward, a missing one filled in.',
      type: wholeNumber(1, 36_500),
    }),
    secretKey: optional({
      variable: 'MILLWRIGHT_SECRET_KEY',
      about: 'Encrypts secrets at rest. Standalone makes one in its data directory.',
      type: secretKey,
      secret: true,
      neededWhen: distributedApps,
    }),
    oldSecretKeys: computed<readonly string[]>({
      variable: 'MILLWRIGHT_SECRET_KEYS_OLD',
      about: 'Earlier keys, comma-separated. They only decrypt.',
      type: listOf(secretKey, 'keys of 32 bytes in base64, comma-separated'),
      fallback: () => [],
      fallbackText: 'none',
      secret: true,
    }),
  },
} satisfies Section;
