import type { Principal, StoredWorkspace } from '@millwright/access';
import type { Id } from '@millwright/kernel';
import type { Request } from 'express';

/** A request on its way through: what middleware, guard and interceptor have found out about it. */
export interface AdminRequest extends Request {
  requestId: Id;
  /** Set by the guard. */
  principal?: Principal;
  /** Set by the guard on the resources of a Workspace. */
  workspace?: StoredWorkspace;
  /** Set by the interceptor that reads it: the whole body, or the empty text. */
  bodyText?: string;
}

/** Whoever calls, for handlers: who, from where, in which Workspace. */
export interface Caller {
  principal: Principal;
  address: string | null;
  /** The Workspace named in the address. */
  workspace: StoredWorkspace;
}

/** The address that a request came from. */
export const addressOf = ({ socket }: Request): string => addressAt(socket) ?? 'unknown';

// Node takes the socket away from a request whose connection has ended, whatever its type says.
const addressAt = (socket: Request['socket'] | null): string | undefined => socket?.remoteAddress;
