import { requireRest, type FieldsRule } from './groups-of-fields.ts';

/** The fields that each way of authorising needs. */
const needed: Readonly<Record<string, readonly string[]>> = {
  none: [],
  header: ['header_name', 'header_value'],
  basic: ['username', 'password'],
  bearer: ['token'],
  oauth2: ['token_url', 'client_id', 'client_secret'],
};

/** What `auth` says needs its fields. */
export const httpAuthIsComplete: FieldsRule = (fields, context) => {
  const auth = String(fields['auth']);
  requireRest(fields, context, needed[auth] ?? [], `for auth ${auth}`);
};
