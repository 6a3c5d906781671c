import type { IncomingMessage } from 'node:http';
import type { AllowedOrigins } from '@millwright/webhook';

const MAX_AGE_SECONDS = '86400';

/** Whether a browser asks for leave before it sends. */
export const isPreflight = ({ method, headers }: IncomingMessage): boolean =>
  method === 'OPTIONS' &&
  headers.origin !== undefined &&
  headers['access-control-request-method'] !== undefined;

/** Headers (flat pairs) of every answer to a request from an allowed origin. */
export const corsHeadersOf = (origin: string, allowed: AllowedOrigins): string[] => [
  'access-control-allow-origin',
  allowed.isEveryone ? '*' : origin,
  'access-control-expose-headers',
  'x-request-id, retry-after',
  'vary',
  'Origin',
];

/** Headers of the answer to a preflight from an allowed origin. `methods` as they are listed. */
export function preflightHeadersOf(
  { headers }: IncomingMessage,
  allowed: AllowedOrigins,
  methods: string,
): string[] {
  const requested = headers['access-control-request-headers'];
  return [
    'access-control-allow-origin',
    allowed.isEveryone ? '*' : headers.origin!,
    'access-control-allow-methods',
    methods,
    ...(requested === undefined ? [] : ['access-control-allow-headers', requested]),
    'access-control-max-age',
    MAX_AGE_SECONDS,
    'vary',
    'Origin, Access-Control-Request-Headers',
  ];
}
