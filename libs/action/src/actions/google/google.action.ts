import { integrationAction } from '../integration/integration.action.ts';
import { googleRouteOf, googleUrlOf } from './google-place.ts';
import { googleTokens } from './google-tokens.ts';

/** Calls the APIs of Google Drive, Sheets and Docs. */
export const google = integrationAction<'google'>({
  name: 'google',
  pathFault: ({ pathname }) =>
    googleRouteOf(pathname) === undefined
      ? 'must begin with /drive/, /upload/drive/, /sheets/ or /docs/'
      : undefined,
  urlOf(fields, { pathname, search }) {
    const { api, path } = googleRouteOf(pathname)!;
    return googleUrlOf(fields, api, `${path}${search}`);
  },
  tokensOf: googleTokens,
  bodyIsQueryOnGet: true,
});
