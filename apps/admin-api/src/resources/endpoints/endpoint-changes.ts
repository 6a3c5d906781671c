import type { Endpoint, EndpointPatch } from '@millwright/delivery';
import { stringifyJson } from '@millwright/kernel';

/** Fields whose values the audit log may show. A URL, a template or an address can hold what is a secret. */
const shown = [
  'name',
  'enabled',
  'topics',
  'format',
  'mode',
  'batch_limit',
  'batch_interval_s',
  'batch_order',
  'exclude_fields',
  'signature',
  'http_signature',
  'timeout_s',
  'connect_timeout_s',
  'retry_schedule',
  'rate_limit',
  'concurrency',
  'ordering',
  'ordering_key',
  'on_exhausted',
  'auto_disable',
  'verify_origin',
] as const;

/** What the audit log says of a change: the names of all fields given, and the values of some, before and after. */
export function changeSetOf(before: Endpoint, after: Endpoint, given: EndpointPatch) {
  const [old, new_] = [plainOf(before), plainOf(after)];
  const values = shown
    .filter((name) => stringifyJson(old[name]) !== stringifyJson(new_[name]))
    .map((name) => [name, [old[name], new_[name]]] as const);
  return {
    fields: Object.keys(given),
    ...(before.url !== after.url && { url_host: [hostOf(before), hostOf(after)] }),
    ...Object.fromEntries(values),
  };
}

/** What the audit log says of a new endpoint. */
export const firstChangesOf = (endpoint: Endpoint) => ({
  url_host: hostOf(endpoint),
  topics: endpoint.topics,
  format: endpoint.format,
  mode: endpoint.mode,
});

const plainOf = ({ settings, ...endpoint }: Endpoint) => ({ ...settings, ...endpoint });

const hostOf = ({ url }: Endpoint): string => new URL(url).host;
