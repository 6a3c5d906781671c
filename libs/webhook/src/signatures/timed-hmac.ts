import type { KeyObject } from 'node:crypto';
import { hmacOf, type HmacAlgorithm } from '@millwright/kernel';
import {
  refused,
  type RefusalReason,
  type SignatureParts,
  type SignatureScheme,
  type SignedRequest,
  type Verdict,
} from '../providers/webhook-provider.ts';
import { candidatesIn, noConfig, signaturesIn } from './body-hmac.ts';
import type { ByteEncoding } from './encodings.ts';
import { headerValues } from './header-values.ts';
import { hmacKeyOf } from './hmac-key.ts';
import { isRecent, signedTimeOf, writtenTime, type TimeUnit } from './recent.ts';
import { signedBy } from './signed-by.ts';

/** Of times given at once, those that are tried: each costs a hash of the body, and anybody can send many. */
const MAX_TIMES = 4;

/** A time in the sender's own text, with the signatures that were given for it. */
export interface TimedSignatures {
  readonly time: string | undefined;
  readonly signatures: readonly string[];
}

/** How time and body are signed. */
export interface TimedHmac {
  /** The headers that hold signatures, in lower case. */
  header: string | readonly string[];
  /** A header of its own for the time, in lower case; or, in lists, the name of the time and that of signatures. */
  time: string | { readonly list: SignatureList };
  /** Other headers that take part, in lower case. */
  signedHeaders?: readonly string[];
  prefix?: string;
  encoding: ByteEncoding;
  /** Default: sha256. */
  algorithm?: HmacAlgorithm;
  unit: TimeUnit | ((time: string) => TimeUnit);
  toleranceSeconds: number;
  /** The signed bytes, piece by piece. Undefined: something that takes part is missing. */
  signed: (time: string, request: SignedRequest) => readonly (string | Buffer)[] | undefined;
}

/** Names in a header such as `t=1700000000,v1=…`. */
export interface SignatureList {
  readonly separator: ',' | ';' | ' ';
  /** What stands between whole lists in one header. Default: there is one. */
  readonly between?: ' ';
  readonly time: string;
  readonly signature: string;
}

/** The check of senders that sign the time with the body, so that nobody can send it again much later. */
export function timedHmac(scheme: TimedHmac): SignatureScheme<object> {
  const names = typeof scheme.header === 'string' ? [scheme.header] : scheme.header;
  const timeHeaders = typeof scheme.time === 'string' ? [scheme.time] : [];
  return {
    toleranceSeconds: scheme.toleranceSeconds,
    signsUrl: false,
    signsBody: true,
    config: noConfig,
    keyOf: (secret) => hmacKeyOf(secret, 'utf8'),
    signatureHeadersOf: () => names,
    signedHeadersOf: () => [...timeHeaders, ...(scheme.signedHeaders ?? [])],
    verify(request, { secrets, toleranceSeconds = scheme.toleranceSeconds }, nowMs) {
      const given = givenIn(request, names, scheme.time);
      if (given.every(({ signatures }) => signatures.length === 0)) {
        return refused('signature_missing');
      }
      let verdict: Verdict | undefined;
      for (const one of given) {
        const signedAtMs = signedAtOf(one.time, scheme.unit, { nowMs, toleranceSeconds });
        const judged =
          typeof signedAtMs === 'string'
            ? refused(signedAtMs)
            : judge(scheme, request, { ...one, time: one.time!, signedAtMs, secrets });
        if (verdict?.is !== 'accepted') verdict = judged;
      }
      return verdict!;
    },
    sign: (request, { key }, nowMs) => signatureOf(scheme, names[0]!, { request, key, nowMs }),
  };
}

/** A signature as the sender writes it; undefined where something that takes part is missing. */
function signatureOf(
  { time, prefix = '', encoding, algorithm = 'sha256', unit, signed }: TimedHmac,
  header: string,
  { request, key, nowMs }: { request: SignedRequest; key: KeyObject; nowMs: number },
): SignatureParts | undefined {
  const written = writtenTime(nowMs, typeof unit === 'function' ? 'ms' : unit);
  const parts = signed(written, request);
  if (parts === undefined) return undefined;
  const signature = prefix + hmacOf(algorithm, key, parts).toString(encoding);
  if (typeof time === 'string') return { headers: { [time]: written, [header]: signature } };
  const { separator, time: timeName, signature: name } = time.list;
  return { headers: { [header]: `${timeName}=${written}${separator}${name}=${signature}` } };
}

/** When something was signed, or a word for why that is not good enough. */
export function signedAtOf(
  time: string | undefined,
  unit: TimedHmac['unit'],
  by: { nowMs: number; toleranceSeconds: number },
): number | RefusalReason {
  if (time === undefined || time === '') return 'timestamp_missing';
  const unitOfTime = typeof unit === 'function' ? unit(time) : unit;
  const signedAtMs = signedTimeOf(time, unitOfTime);
  if (signedAtMs === undefined) return 'timestamp_malformed';
  return isRecent({ ...by, signedAtMs, unit: unitOfTime }) ? signedAtMs : 'timestamp_out_of_range';
}

function judge(
  { prefix = '', encoding, algorithm = 'sha256', signed }: TimedHmac,
  request: SignedRequest,
  {
    time,
    signatures,
    signedAtMs,
    secrets,
  }: {
    time: string;
    signatures: readonly string[];
    signedAtMs: number;
    secrets: Parameters<typeof signedBy>[0];
  },
): Verdict {
  const candidates = candidatesIn(signatures, prefix, encoding);
  if (candidates.length === 0) return refused('signature_malformed');
  const parts = signed(time, request);
  if (parts === undefined) return refused('signature_missing');
  return signedBy(secrets, candidates, { algorithm, parts, signedAtMs });
}

/** The times of a request, the first few, with the signatures of each. */
function givenIn(
  request: SignedRequest,
  names: readonly string[],
  time: TimedHmac['time'],
): readonly TimedSignatures[] {
  if (typeof time !== 'string') return listsIn(request, names, time.list);
  const signatures = signaturesIn(request, names);
  const times = headerValues(request.headers, time).filter((value) => value !== '');
  return [...new Set(times.length === 0 ? [undefined] : times)]
    .slice(0, MAX_TIMES)
    .map((one) => ({ time: one, signatures }));
}

function listsIn(
  request: SignedRequest,
  names: readonly string[],
  { separator, between, time, signature }: SignatureList,
): readonly TimedSignatures[] {
  const lists = signaturesIn(request, names, between).map((list) => {
    const valuesOf = namedIn(list, separator);
    return { time: valuesOf(time)[0], signatures: valuesOf(signature) };
  });
  const times = [...new Set(lists.map((list) => list.time))].slice(0, MAX_TIMES);
  return times.map((one) => ({
    time: one,
    signatures: lists.flatMap((list) => (list.time === one ? list.signatures : [])),
  }));
}

/** The values of a name in a list of `name=value`. */
export function namedIn(list: string, separator: string): (name: string) => readonly string[] {
  const entries = list.split(separator).map((entry) => entry.trim());
  return (name) =>
    entries
      .filter((entry) => entry.startsWith(`${name}=`))
      .map((entry) => entry.slice(name.length + 1));
}
