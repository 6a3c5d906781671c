const ORIGIN = /^([a-z][a-z0-9+.-]*):\/\/(\[[0-9a-f:.]+\]|[^\s/?#:@[\]*]+)(?::(\d{1,5}))?$/;
const MAX_PORT = 65_535;
const defaultPorts = new Map([
  ['http', '80'],
  ['https', '443'],
]);

/** An origin as it compares: lower case, without the scheme's default port. Undefined when it is none. */
export function canonicalOriginOf(text: string): string | undefined {
  const match = ORIGIN.exec(text.toLowerCase());
  if (match === null) return undefined;
  const [, scheme, host, port] = match;
  if (port === undefined || port === defaultPorts.get(scheme!)) return `${scheme}://${host}`;
  return Number(port) > MAX_PORT ? undefined : `${scheme}://${host}:${Number(port)}`;
}
