import type { Conditions } from '@millwright/event';
import type { Id } from '@millwright/kernel';
import type { AllowedAddresses } from './addresses/allowed-addresses.ts';
import type { DedupeRule } from './dedupe/dedupe-rule.ts';
import type { DataMode } from './intake/event-data.ts';
import type { Answer } from './providers/answer.ts';
import type { AllowedOrigins } from './origins/allowed-origins.ts';
import type { RateRule } from './rates/rate-rule.ts';
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
  /** What deliveries that were taken are answered; null: as the provider says. */
  readonly response: Answer | null;
  /** Until when all its requests are kept for its owner, in Unix milliseconds. */
  readonly capturesUntilMs: number;
  readonly allowedOrigins: AllowedOrigins;
  /** Null: every address. */
  readonly allowedAddresses: AllowedAddresses | null;
  /** Undefined: as the system is configured. */
  readonly maxBodyBytes: number | undefined;
  /** How many requests are let through; none: any number. */
  readonly rates: readonly RateRule[];
  /** Undefined: no request is a duplicate. */
  readonly dedupe: DedupeRule | undefined;
  /** What an event has to meet; null: nothing. */
  readonly filter: Conditions | null;
  /** Whether the events of its Workspace keep their order. */
  readonly keepsOrder: boolean;
}
