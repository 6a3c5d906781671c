import { forbiddenLiteralOf, parseAllowList, type AllowList } from '@millwright/net';

/** What an instance lets endpoints be. */
export interface EndpointRules {
  readonly requireHttps: boolean;
  readonly allow: AllowList;
}

/** The rules of an instance. `allow`: NET_ALLOW. @throws RangeError when it cannot be read */
export const endpointRulesOf = ({
  requireHttps,
  allow,
}: {
  requireHttps: boolean;
  allow: readonly string[];
}): EndpointRules => ({ requireHttps, allow: parseAllowList(allow) });

/** Where requests may go unless the instance says otherwise: to public addresses. */
export const usualRules: EndpointRules = endpointRulesOf({ requireHttps: false, allow: [] });

/** Why the instance refuses a URL; undefined: it does not. Names are not looked up. */
export function urlFaultOf(
  { requireHttps, allow }: EndpointRules,
  url: string,
): string | undefined {
  const { protocol, hostname } = new URL(url);
  if (requireHttps && protocol !== 'https:') return 'must be an https URL on this instance';
  return forbiddenLiteralOf(hostname, allow) === undefined
    ? undefined
    : 'Access to private addresses is not allowed.';
}
