import type { Id } from '@millwright/kernel';

/** A request to a webhook and what became of it, to be kept for its owner: secrets are masked already. */
export interface SeenRequest {
  readonly requestId: Id;
  readonly workspaceId: Id;
  readonly webhookId: Id;
  /** When its head was here. */
  readonly receivedMs: number;
  readonly provider: string | null;
  readonly method: string;
  readonly url: string;
  readonly ip: string;
  /** Lower-case name → the values of its lines. */
  readonly headers: Readonly<Record<string, readonly string[]>>;
  /** As it came; null: it was not read, or is not to be kept. */
  readonly body: Buffer | null;
  readonly bodyBytes: number;
  /** What it was answered. */
  readonly status: number;
  /** Why it was refused; null: it was not. */
  readonly reason: string | null;
  /** Of a handshake that was answered: its kind. */
  readonly handshake: string | null;
}

/** So much of a body is kept. */
export const KEPT_BODY_BYTES = 65_536;

/** Refused requests of one webhook that are kept of a minute: above, only a counter grows. */
export const KEPT_A_MINUTE = 60;

/** Refused requests that are kept of one webhook. */
export const KEPT_REJECTIONS = 1_000;

/** Other requests that are kept of one webhook, and as many are listed. */
export const KEPT_CAPTURED = 100;

/** How long either are kept. */
export const KEPT_DAYS = 7;
