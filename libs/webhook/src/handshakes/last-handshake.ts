/** What came of a webhook's last handshake, as its owner sees it. */
export interface LastHandshake {
  /** ISO 8601. */
  at: string;
  provider: string;
  /** In a word or two: `url validation`, `heartbeat`. */
  kind: string;
  ip: string;
  outcome: 'answered' | 'refused';
  /** Why it was refused. */
  reason: string | null;
  /** What the owner should know, in the sender's words or ours. */
  notice: string | null;
  /** When what was agreed on ends; null: never, as far as it was said. */
  lease_ends_at: string | null;
}
