const VERSIONED = /^\/admin\/api\/(?:\d{4}-\d{2}|unstable)\//;
/** What has no version: access scopes and the like. */
const UNVERSIONED = /^\/admin\/oauth\//;
/** Letters that an address has as they are: nothing is dropped, turned or escaped when it is read again. */
const PLAIN_PATH = /^\/admin(?:\/[\w~!$&'()*+,;=:@.-]+)+\/?$/;
const PLAIN_QUERY = /^[\w~!$&'()*+,;=:@.\-/?%[\]]*$/;

/**
 * A path of the REST Admin API as the shop takes it, query included: `.json` is added, and `{version}` for a version
 * where none is given. Undefined for what is no such path, or would lead elsewhere.
 */
export function restPathIn(given: string): string | undefined {
  const [path = '', ...rest] = given.split('?');
  const query = rest.length === 0 ? '' : `?${rest.join('?')}`;
  if (!PLAIN_PATH.test(path) || !PLAIN_QUERY.test(query)) return undefined;
  if (path.split('/').some((part) => /^\.+$/.test(part))) return undefined;
  const bare = path.replace(/\/$/, '');
  const file = bare.endsWith('.json') ? bare : `${bare}.json`;
  if (VERSIONED.test(file) || UNVERSIONED.test(file)) return file + query;
  if (file.startsWith('/admin/api/')) return undefined;
  return `/admin/api/{version}${file.slice('/admin'.length)}${query}`;
}
