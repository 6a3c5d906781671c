/** What became of a mail, by address. */
export interface SentMail {
  accepted: readonly string[];
  rejected: readonly string[];
  /** What the server said of those that it refused. */
  warnings?: string[];
}
