const ADDRESS = /^([a-z][a-z0-9+.-]*):\/\/([^/?#]*@)?([^/?#@]*?)(:\d*)?([/?#].*)?$/is;

const defaultPorts: Readonly<Record<string, string>> = { http: ':80', https: ':443' };

/**
 * The ways in which senders write one address, without its port, with it, and with the scheme's own port spelled out;
 * each as it stands and as a URL parser writes it (`'` in a query becomes `%27`). None where it is no address.
 */
export function urlSpellings(url: string): string[] {
  const written = URL.canParse(url) ? [url, new URL(url).href] : [url];
  return [...new Set(written.flatMap(withPorts))];
}

function withPorts(url: string): string[] {
  const match = ADDRESS.exec(url);
  if (match === null) return [];
  const [, scheme = '', user = '', host = '', port = '', rest = ''] = match;
  const ports = ['', port, defaultPorts[scheme.toLowerCase()] ?? ''];
  return ports.map((one) => `${scheme}://${user}${host}${one}${rest}`);
}
