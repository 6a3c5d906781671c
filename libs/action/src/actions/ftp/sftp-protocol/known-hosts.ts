import { createHmac } from 'node:crypto';

/** What a list of known hosts says of one host, read as OpenSSH does (sshd(8), SSH_KNOWN_HOSTS FILE FORMAT). */
export interface KnownKeys {
  /** The types of the keys that the host may show, as they are written: `ssh-ed25519`. */
  types: ReadonlySet<string>;
  verdictOn(key: Buffer): 'known' | 'unknown' | 'revoked';
}

interface Line {
  isRevoked: boolean;
  hosts: string;
  type: string;
  key: string;
}

const SSH_PORT = 22;
const REVOKED = '@revoked';

/** The keys of a host in the text of a known_hosts file. Lines for authorities of certificates are left out. */
export function knownKeysOf(
  text: string,
  { host, port }: { host: string; port: number },
): KnownKeys {
  const lines = text.split('\n').flatMap(lineOf);
  const name = host.toLowerCase();
  const names = port === SSH_PORT ? [name] : [`[${name}]:${port}`, name];
  const about = (one: string): Line[] => lines.filter(({ hosts }) => isListed(hosts, one));
  // A host on another port may be known by its plain name, when it is not known with the port.
  const known = names.map((one) => about(one).filter(({ isRevoked }) => !isRevoked));
  const trusted = known.find((found) => found.length > 0) ?? [];
  const revoked = new Set(
    names.flatMap(about).flatMap(({ isRevoked, key }) => (isRevoked ? [key] : [])),
  );
  const keys = new Set(trusted.map(({ key }) => key));
  return {
    types: new Set(trusted.map(({ type }) => type)),
    verdictOn(key) {
      const shown = key.toString('base64');
      if (revoked.has(shown)) return 'revoked';
      return keys.has(shown) ? 'known' : 'unknown';
    },
  };
}

function lineOf(raw: string): Line[] {
  const words = raw.trim().split(/\s+/);
  const marker = words[0]?.startsWith('@') ? words.shift() : undefined;
  const [hosts, type, key] = words;
  if (hosts === undefined || hosts.startsWith('#')) return [];
  if (type === undefined || key === undefined) return [];
  if (marker !== undefined && marker !== REVOKED) return [];
  return [{ isRevoked: marker === REVOKED, hosts, type, key }];
}

/** Hashed (`|1|salt|hash`), or patterns parted by commas, of which one with `!` excludes. */
function isListed(hosts: string, name: string): boolean {
  if (hosts.startsWith('|')) return isHashOf(hosts, name);
  const patterns = hosts.toLowerCase().split(',');
  const fits = (pattern: string): boolean => matches(pattern, name);
  const excludes = patterns.some((one) => one.startsWith('!') && fits(one.slice(1)));
  return !excludes && patterns.some((one) => !one.startsWith('!') && fits(one));
}

function isHashOf(hashed: string, name: string): boolean {
  const [, version, salt = '', hash] = hashed.split('|');
  if (version !== '1') return false;
  return createHmac('sha1', Buffer.from(salt, 'base64')).update(name).digest('base64') === hash;
}

/** `*` is any characters, `?` one. Without going back over them twice: lists come from outside. */
function matches(pattern: string, name: string): boolean {
  let [at, from, star, retry] = [0, 0, -1, 0];
  while (at < name.length) {
    if (pattern[from] === '*') {
      star = from;
      from += 1;
      retry = at;
    } else if (pattern[from] === '?' || pattern[from] === name[at]) {
      from += 1;
      at += 1;
    } else if (star >= 0) {
      retry += 1;
      at = retry;
      from = star + 1;
    } else {
      return false;
    }
  }
  return /^\**$/.test(pattern.slice(from));
}
