import { computed, setting } from '../setting.ts';
import type { Section } from '../setting.ts';
import { wholeNumber, yesOrNo } from '../setting-types.ts';

const MIB = 1_048_576;

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
    deliveryMaxBodyBytes: setting({
      variable: 'DELIVERY_MAX_BODY_BYTES',
      about:
        'Largest body of a delivery. An event whose body would be larger is kept and not sent.',
      type: wholeNumber(1_024, 20 * MIB),
      default: MIB,
    }),
    deliveryConcurrency: setting({
      variable: 'DELIVERY_CONCURRENCY',
      about:
        'Deliveries that are under way at once, in each task-runner. Endpoints that are slow share one half.',
      type: wholeNumber(2, 10_000),
      default: 1_000,
    }),
  },
} satisfies Section;
