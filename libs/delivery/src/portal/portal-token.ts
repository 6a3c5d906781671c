import { equalsConstantTime, hmacOf, isUuid, type Id, type SecretKeys } from '@millwright/kernel';

/** What a link to the portal of some endpoints says. */
export interface PortalLink {
  id: Id;
  workspaceId: Id;
  endpoints: readonly { id: Id; generation: number }[];
  expiresAt: Date;
}

const PREFIX = 'mwp_';
const PURPOSE = 'millwright/portal-links/v1';
const MAX_LENGTH = 20_000;

/**
 * Signs and reads links: `mwp_<content>.<signature>`, HMAC-SHA256 with a key derived from the instance's own. Nothing is
 * stored; a link ends with its time, or when the generation of its endpoints is raised.
 */
export class PortalTokens {
  private readonly keys: readonly Buffer[];

  constructor({ current, old }: SecretKeys) {
    const all = current === undefined ? [] : [current, ...old];
    this.keys = all.map((key) => hmacOf('sha256', Buffer.from(key, 'base64'), [PURPOSE]));
  }

  /** Undefined: no key is configured. */
  sign({ id, workspaceId, endpoints, expiresAt }: PortalLink): string | undefined {
    const [key] = this.keys;
    if (key === undefined) return undefined;
    const pairs = endpoints.map((endpoint) => [endpoint.id, endpoint.generation]);
    const content = JSON.stringify([id, workspaceId, expiresAt.getTime(), pairs]);
    const text = Buffer.from(content).toString('base64url');
    return `${PREFIX}${text}.${signatureOf(key, text)}`;
  }

  /** Undefined: it is none of ours, was changed, or has ended. */
  read(token: string, now: Date): PortalLink | undefined {
    if (!token.startsWith(PREFIX) || token.length > MAX_LENGTH) return undefined;
    const [text = '', signature = ''] = token.slice(PREFIX.length).split('.');
    const isOurs = this.keys.some((key) => equalsConstantTime(signatureOf(key, text), signature));
    if (!isOurs) return undefined;
    const link = linkIn(Buffer.from(text, 'base64url').toString());
    return link.expiresAt > now && isUuid(link.id) ? link : undefined;
  }
}

const signatureOf = (key: Buffer, text: string): string =>
  hmacOf('sha256', key, [text]).toString('base64url');

/** What we signed ourselves is as we wrote it. */
function linkIn(content: string): PortalLink {
  const [id, workspaceId, expiresMs, pairs] = JSON.parse(content) as [
    Id,
    Id,
    number,
    [Id, number][],
  ];
  const endpoints = pairs.map(([endpointId, generation]) => ({ id: endpointId, generation }));
  return { id, workspaceId, endpoints, expiresAt: new Date(expiresMs) };
}
