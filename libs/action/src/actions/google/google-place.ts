import type { OpenConnection } from '@millwright/connection';

/** The APIs of Google that a Connection reaches. */
export type GoogleApi = 'drive' | 'sheets' | 'docs';

/** With a `base_url` of its own a Connection has one server for all APIs, which tells them apart by these. */
const PREFIXES: Readonly<Record<GoogleApi, string>> = {
  drive: '',
  sheets: '/sheets',
  docs: '/docs',
};

/** Where a call goes: the API's own path below the place that the Connection has for it. */
export function googleUrlOf(
  fields: OpenConnection<'google'>['fields'],
  api: GoogleApi,
  path: string,
): string {
  return fields.base_url === undefined
    ? `${fields[`${api}_base_url`]}${path}`
    : `${fields.base_url}${PREFIXES[api]}${path}`;
}

/** Which API a task means by a path, and the path in it; undefined where none begins like that. */
export function googleRouteOf(pathname: string): { api: GoogleApi; path: string } | undefined {
  if (/^\/(upload\/)?drive\/./.test(pathname)) return { api: 'drive', path: pathname };
  const [, api, path] = /^\/(sheets|docs)(\/.+)$/.exec(pathname) ?? [];
  return path === undefined ? undefined : { api: api as GoogleApi, path };
}
