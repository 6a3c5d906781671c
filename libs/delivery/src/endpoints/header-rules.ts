/** Those of one connection and not of the request (RFC 9110, 7.6.1), and those that make the request what it is. */
const hopByHop: ReadonlySet<string> = new Set([
  'connection',
  'keep-alive',
  'proxy-authenticate',
  'proxy-authorization',
  'proxy-connection',
  'te',
  'trailer',
  'transfer-encoding',
  'upgrade',
]);

/** Those that deliveries carry by themselves. */
const ours: ReadonlySet<string> = new Set([
  'content-digest',
  'content-length',
  'content-type',
  'expect',
  'host',
  'signature',
  'signature-input',
  'user-agent',
  'x-origin-base-url',
]);

const ourPrefixes = ['webhook-', 'x-millwright-'];

/** Why an endpoint cannot have a header of this name; undefined: it can. */
export function headerFault(name: string): string | undefined {
  const lower = name.toLowerCase();
  if (hopByHop.has(lower)) return 'belongs to the connection, and cannot be set';
  if (ours.has(lower) || ourPrefixes.some((prefix) => lower.startsWith(prefix))) {
    return 'is set by Millwright itself';
  }
  return undefined;
}
