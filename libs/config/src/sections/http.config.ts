import { computed, setting } from '../setting.ts';
import type { Environment, Section } from '../setting.ts';
import { addressRange, baseUrlOf, listOf, port, textLike, wholeNumber } from '../setting-types.ts';

const DEFAULT_PORT = 8080;
const healthPorts: Partial<Record<string, number>> = { 'event-router': 8082, 'task-runner': 8083 };

const address = textLike(/^[A-Za-z0-9.:_-]{1,253}$/, 'an IP address or host name of this machine');

const ownUrl = ({ INGRESS_PORT }: Environment): string =>
  `http://localhost:${INGRESS_PORT?.trim() || DEFAULT_PORT}`;

/** Where the apps listen. */
export const http = {
  title: 'HTTP',
  settings: {
    ingressPort: setting({
      variable: 'INGRESS_PORT',
      about: 'Port of ingress: webhooks and cache endpoints.',
      type: port,
      default: DEFAULT_PORT,
    }),
    adminPort: setting({
      variable: 'ADMIN_PORT',
      about: 'Port of admin-api: the admin API and its OpenAPI document.',
      type: port,
      default: 8081,
    }),
    healthPort: computed<number | undefined>({
      variable: 'HEALTH_PORT',
      about: 'Port of the health and metrics routes of event-router and task-runner.',
      type: port,
      fallback: ({ app }) => healthPorts[app ?? ''],
      fallbackText: '8082 in event-router, 8083 in task-runner',
    }),
    host: setting({
      variable: 'HOST',
      about: 'Address to listen on. Containers set 0.0.0.0.',
      type: address,
      default: '127.0.0.1',
    }),
    publicUrl: computed({
      variable: 'PUBLIC_URL',
      about: 'Base of the URLs that the API hands out: how the outside reaches ingress.',
      type: baseUrlOf('https://hooks.example.com'),
      fallback: (_reader, env) => ownUrl(env),
      fallbackText: 'http://localhost:<INGRESS_PORT>',
    }),
    trustedProxies: computed<readonly string[]>({
      variable: 'TRUSTED_PROXIES',
      about:
        'Proxies in front of ingress: the client is the last address of X-Forwarded-For that is none of them.',
      type: listOf(addressRange, 'addresses or CIDRs, comma-separated, like 10.0.0.0/8,fd00::/8'),
      fallback: () => [],
      fallbackText: 'none',
    }),
    bodyLimitBytes: setting({
      variable: 'BODY_LIMIT_BYTES',
      about:
        'Largest request body of a webhook, where neither it nor its workspace says otherwise.',
      type: wholeNumber(1_024, 1_073_741_824),
      default: 10_485_760,
    }),
  },
} satisfies Section;
