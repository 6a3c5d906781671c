import { isIP } from 'node:net';
import { forbiddenKindOf } from './address-rules.ts';
import { type AllowList, allowsName } from './allow-list.ts';
import { LOCALHOST, LOOPBACK } from './localhost.ts';

/**
 * What forbids a URL's host without asking anybody (`a loopback` …): that of a literal address or of `localhost`.
 * Undefined: nothing, or it is a name, of which only its answers say where it leads. `hostname` as `URL` spells it.
 */
export function forbiddenLiteralOf(hostname: string, allowed: AllowList): string | undefined {
  const host = hostname.replace(/^\[(.*)\]$/, '$1');
  if (allowsName(allowed, host)) return undefined;
  if (LOCALHOST.test(host)) {
    const kinds = LOOPBACK.map((address) => forbiddenKindOf(address, allowed));
    return kinds.every((kind) => kind !== undefined) ? kinds[0] : undefined;
  }
  return isIP(host) === 0 ? undefined : forbiddenKindOf(host, allowed);
}
