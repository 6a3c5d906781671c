import { integrationAction } from '../integration/integration.action.ts';
import { airtableTokens } from './airtable-tokens.ts';

/** Calls Airtable's Web API. */
export const airtable = integrationAction<'airtable'>({
  name: 'airtable',
  pathFault: ({ pathname }) =>
    /^\/v0\/./.test(pathname) ? undefined : 'must begin with /v0/, as /v0/<base>/<table>',
  urlOf: ({ base_url: base }, { pathname, search }) => `${base}${pathname}${search}`,
  tokensOf: airtableTokens,
});
