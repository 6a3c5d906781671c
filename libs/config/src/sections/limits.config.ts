import { setting } from '../setting.ts';
import type { Section } from '../setting.ts';
import { wholeNumber } from '../setting-types.ts';

const MIB = 1_048_576;

/** What strangers may take of this machine. docs/operations.md says what a client past each of them gets. */
export const limits = {
  title: 'Limits',
  settings: {
    headerLimitBytes: setting({
      variable: 'HEADER_LIMIT_BYTES',
      about: 'Largest request line and headers together, of every app.',
      type: wholeNumber(2_048, MIB),
      default: 16_384,
    }),
    headerTimeoutSeconds: setting({
      variable: 'HEADER_TIMEOUT_SECONDS',
      about: 'From the first byte of a request to the end of its headers.',
      type: wholeNumber(1, 3_600),
      default: 30,
    }),
    bodyTimeoutSeconds: setting({
      variable: 'BODY_TIMEOUT_SECONDS',
      about:
        'From the headers to the end of the body; also how long an answer may wait for a client that reads nothing.',
      type: wholeNumber(1, 3_600),
      default: 60,
    }),
    keepAliveSeconds: setting({
      variable: 'KEEP_ALIVE_SECONDS',
      about:
        'How long an idle connection is kept; longer than the proxies in front keep theirs, or they meet closed ones.',
      type: wholeNumber(1, 3_600),
      default: 65,
    }),
    connectionLimit: setting({
      variable: 'CONNECTION_LIMIT',
      about:
        'Open connections of one port in all. The file descriptors of its process must suffice for them.',
      type: wholeNumber(1, 1_000_000),
      default: 10_000,
    }),
    addressConnectionLimit: setting({
      variable: 'CONNECTION_LIMIT_PER_ADDRESS',
      about:
        'Open connections of one client: an IPv4 address, or the /64 of an IPv6 one. TRUSTED_PROXIES are not counted.',
      type: wholeNumber(1, 1_000_000),
      default: 1_000,
    }),
    heldBodiesBytes: setting({
      variable: 'HELD_BODIES_LIMIT_BYTES',
      about:
        'Bodies that one ingress holds in memory at once, over all requests, with the data made of them.',
      type: wholeNumber(MIB, 1_024 * 1_024 * MIB),
      default: 256 * MIB,
    }),
    adminBodyLimitBytes: setting({
      variable: 'ADMIN_BODY_LIMIT_BYTES',
      about: 'Largest request body of the admin API.',
      type: wholeNumber(65_536, 64 * MIB),
      default: 4 * MIB,
    }),
    jsonDepthLimit: setting({
      variable: 'JSON_DEPTH_LIMIT',
      about: 'Deepest nesting of a JSON body sent to a webhook.',
      type: wholeNumber(1, 200),
      default: 200,
    }),
    jsonKeysLimit: setting({
      variable: 'JSON_KEYS_LIMIT',
      about: 'Most keys of a JSON body sent to a webhook, over all its objects.',
      type: wholeNumber(1, 100_000_000),
      default: 1_000_000,
    }),
    formPairsLimit: setting({
      variable: 'FORM_PAIRS_LIMIT',
      about: 'Most pairs of a query string, a form or a multipart body sent to a webhook.',
      type: wholeNumber(1, 1_000_000),
      default: 4_096,
    }),
    formDepthLimit: setting({
      variable: 'FORM_DEPTH_LIMIT',
      about: 'Deepest nesting of names (`a[b][c]`) in query strings and forms sent to a webhook.',
      type: wholeNumber(1, 100),
      default: 32,
    }),
    multipartPartsLimit: setting({
      variable: 'MULTIPART_PARTS_LIMIT',
      about: 'Most parts of a multipart body sent to a webhook.',
      type: wholeNumber(1, 100_000),
      default: 1_000,
    }),
  },
} satisfies Section;
