import type { Id } from '@millwright/kernel';
import type { Sender } from '@millwright/webhook';

/** A request at a webhook, as whoever keeps it may ask. Nothing of it is masked: `sender` knows where secrets are. */
export interface RequestFacts {
  readonly requestId: Id;
  /** When its head was here, in Unix milliseconds. */
  readonly arrivedMs: number;
  readonly method: string;
  /** The address that we know the webhook by, with the query that was sent. */
  readonly url: string;
  /** Lower-case name → the values of its lines, in order. */
  readonly headers: Readonly<Record<string, readonly string[]>>;
  readonly clientIp: string;
  /** The body as it came, still packed; undefined when it was not read. */
  readonly bytes: Buffer | undefined;
  /** Whose ways hold; null: nobody's we know. */
  readonly sender: Sender | null;
}
