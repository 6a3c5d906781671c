import type { Id } from '@millwright/kernel';
import type { DataMode } from './intake/event-data.ts';
import type { AllowedOrigins } from './origins/allowed-origins.ts';
import type { Sender } from './verification/sender.ts';

/** What intake needs to know of an enabled webhook, ready for use: its settings, else its Workspace's. */
export interface WebhookRoute {
  readonly id: Id;
  readonly workspaceId: Id;
  readonly topic: string;
  readonly dataMode: DataMode;
  /** Null: the webhook takes requests of anybody. */
  readonly sender: Sender | null;
  /** Without a provider: who sends at the suffixes whose secrets it has learnt, by provider. */
  readonly learntFrom: ReadonlyMap<string, Sender>;
  /** Until when handshakes may tell it secrets, in Unix milliseconds. */
  readonly learnsUntilMs: number;
  readonly allowedOrigins: AllowedOrigins;
  /** Undefined: as the system is configured. */
  readonly maxBodyBytes: number | undefined;
  /** Whether the events of its Workspace keep their order. */
  readonly keepsOrder: boolean;
}
