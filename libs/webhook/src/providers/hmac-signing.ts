import { hmacOf } from '@millwright/kernel';
import { headerValue } from '../signatures/header-values.ts';
import { writtenTime } from '../signatures/recent.ts';
import type { HmacConfig } from './hmac.options.ts';
import { signedParts } from './hmac-signed-parts.ts';
import type { SignatureParts, SignBy, SignedRequest } from './webhook-provider.ts';

/** Signs as the options say; what they sign of headers that are missing is made up. */
export function signedByConfig(
  request: SignedRequest,
  { key, config }: SignBy<HmacConfig>,
  nowMs: number,
): SignatureParts | undefined {
  const missing = headersMissing(request, config);
  const time = isTimed(config) ? writtenTime(nowMs, config.timestamp_unit) : null;
  const headers = { ...request.headers, ...inLines(missing) };
  if (config.timestamp_header !== undefined) headers[config.timestamp_header] = [time!];
  const parts = signedParts({ ...request, headers }, config, time);
  if (parts === undefined) return undefined;
  const signature = hmacOf(config.algorithm, key, parts).toString(config.encoding);
  const signed = writtenSignature(config.prefix + signature, time, config);
  return { headers: { ...missing, ...signed } };
}

/** Headers that are signed and that a sample does not have. */
function headersMissing(
  { headers }: SignedRequest,
  { template, id_header }: HmacConfig,
): Record<string, string> {
  const names = template.flatMap((part) =>
    part.is === 'header'
      ? [part.name]
      : part.is === 'id' && id_header !== undefined
        ? [id_header]
        : [],
  );
  const missing = names.filter((name) => headerValue(headers, name) === undefined);
  return Object.fromEntries(missing.map((name) => [name, 'sample']));
}

const inLines = (headers: Record<string, string>): Record<string, string[]> =>
  Object.fromEntries(Object.entries(headers).map(([name, value]) => [name, [value]]));

const isTimed = ({ timestamp_header, timestamp_field }: HmacConfig): boolean =>
  timestamp_header !== undefined || timestamp_field !== undefined;

/** Signature and time in the headers, or the list, that hold them. */
function writtenSignature(
  signature: string,
  time: string | null,
  config: HmacConfig,
): Record<string, string> {
  const { header, list_separator: separator, signature_field, timestamp_header } = config;
  const timed: [string, string][] =
    time !== null && config.timestamp_field !== undefined ? [[config.timestamp_field, time]] : [];
  const fields = [
    ...timed,
    ...(signature_field === undefined ? [] : [[signature_field, signature]]),
  ];
  const value =
    separator === undefined || signature_field === undefined
      ? signature
      : fields.map((pair) => pair.join('=')).join(separator);
  return {
    ...(time !== null && timestamp_header !== undefined && { [timestamp_header]: time }),
    [header]: value,
  };
}
