import type { ConnectionFields, OpenConnection, TokenSource } from '@millwright/connection';
import type { OutboundResponse } from '@millwright/net';
import type { ActionContext } from '../../action.ts';
import type { Failed } from '../../outcome.ts';
import type { UrlPath } from './url-path.ts';

/** The types of Connections whose API tasks may call as it is. */
export type IntegrationName = 'airtable' | 'google' | 'slack';

/** What one integration has of its own; the rest of it is the same for all. */
export interface Integration<Name extends IntegrationName = IntegrationName> {
  /** Of the action, and of its type of Connection. */
  readonly name: Name;
  /** What is wrong with a path; undefined where it may be called. */
  pathFault(path: UrlPath): string | undefined;
  urlOf(fields: ConnectionFields<Name>, path: UrlPath): string;
  tokensOf(connection: OpenConnection<Name>, context: ActionContext): TokenSource;
  /** With GET the body becomes the query string, unless the path has one. */
  readonly bodyIsQueryOnGet?: boolean;
  /** Why an answer of success is none. */
  refusalIn?(answer: OutboundResponse, connection: OpenConnection<Name>): Failed | undefined;
}
