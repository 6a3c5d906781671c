import type { ConnectionTypeName } from '@millwright/connection';
import { httpTest } from '../actions/http/test-connection.ts';
import type { ConnectionTest } from './connection-test.ts';

/** How the Connections of each type are tried. A new one is a file beside what uses the type, and a line here. */
export const connectionTests: { readonly [Name in ConnectionTypeName]?: ConnectionTest<Name> } = {
  http: httpTest,
};
