/** A sender we know: how it greets, signs and names its deliveries. One const per sender, in a file of its own. */
export interface WebhookProvider {
  /** The value of a webhook's `provider` and the suffix of its URL; lower case. */
  readonly id: string;
}
