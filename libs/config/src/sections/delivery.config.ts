import { computed } from '../setting.ts';
import type { Section } from '../setting.ts';
import { yesOrNo } from '../setting-types.ts';

/** What the instance says of outgoing webhooks. */
export const delivery = {
  title: 'Outgoing webhooks',
  settings: {
    endpointRequireHttps: computed<boolean>({
      variable: 'ENDPOINT_REQUIRE_HTTPS',
      about: 'Whether the URLs of endpoints must be https when they are saved.',
      type: yesOrNo,
      fallback: () => false,
      fallbackText: 'false',
    }),
  },
} satisfies Section;
