import type { DefaultSetting } from '../connection-type.ts';
import { connectionTypeNamed, type ConnectionTypeName } from '../types/index.ts';
import type { ConnectionWanted } from './connection-source.ts';
import type { KnownConnections, NamedConnection } from './known-connections.ts';

/** The Connection that is meant; or why there is none, for people, and the names of those that would do. */
export type Resolution<Known> =
  { ok: true; connection: Known } | { ok: false; message: string; known: readonly string[] };

const MAX_NAMES = 20;

/** Which of a Workspace's Connections is meant: the one that is named, else the default, else the only one. */
export function resolveConnection<Known extends NamedConnection>(
  { connections, defaults }: KnownConnections<Known>,
  { types, account, asker }: ConnectionWanted<ConnectionTypeName>,
): Resolution<Known> {
  const fitting = connections.filter(({ type }) => types.some((name) => name === type));
  const setting = defaultSettingOf(types);
  const names = fitting.map((one) => one.name);
  const name = account ?? (setting && defaults[setting]) ?? undefined;
  if (name !== undefined) {
    const connection = fitting.find((one) => one.name === name);
    if (connection) return { ok: true, connection };
    const why = account === undefined ? ` (the Workspace's ${setting!})` : '';
    const said = names.length === 0 ? 'none' : listed(names);
    const message = `no ${types.join(' or ')} Connection named "${name}"${why}; known: ${said}`;
    return { ok: false, message, known: names };
  }
  const [only] = fitting;
  if (only && fitting.length === 1) return { ok: true, connection: only };
  const message = `${asker} needs a Connection of type ${types.join(' or ')}`;
  return {
    ok: false,
    message: only ? `${message}, and ${choice(names, setting)}` : message,
    known: names,
  };
}

const defaultSettingOf = (types: readonly ConnectionTypeName[]): DefaultSetting | undefined =>
  types.map((name) => connectionTypeNamed(name)?.defaultSetting).find((one) => one !== undefined);

const choice = (names: readonly string[], setting: DefaultSetting | undefined): string => {
  const hint = setting === undefined ? 'name one as account' : `set ${setting}`;
  return `there are several: ${hint}; known: ${listed(names)}`;
};

const listed = (names: readonly string[]): string =>
  [...names.slice(0, MAX_NAMES), ...(names.length > MAX_NAMES ? ['…'] : [])].join(', ');
