import type { Id } from '@millwright/kernel';
import type { ConnectionFields, ConnectionTypeName } from '../types/index.ts';

/** A Connection with its secrets open: never logged, never shown. */
export type OpenConnection<Name extends ConnectionTypeName = ConnectionTypeName> = {
  [Type in Name]: {
    readonly id: Id;
    readonly workspaceId: Id;
    readonly name: string;
    readonly type: Type;
    /** Raised by every change of it: what was made of an older one is not used any more. */
    readonly revision: number;
    readonly fields: ConnectionFields<Type>;
  };
}[Name];

/** Which Connection is meant. */
export interface ConnectionWanted<Name extends ConnectionTypeName> {
  /** The types that will do. */
  types: readonly Name[];
  /** The name that the user gave; without one the Workspace's default, else its only one, is meant. */
  account?: string | undefined;
  /** Who asks, for messages: `the slack action`. */
  asker: string;
}

/** Where those who make calls to the outside get the credentials of a Workspace. */
export interface ConnectionSource {
  /** @throws ConnectionError `connection_missing`, with the names that there are. */
  open<Name extends ConnectionTypeName>(
    workspaceId: Id,
    wanted: ConnectionWanted<Name>,
  ): Promise<OpenConnection<Name>>;
}
