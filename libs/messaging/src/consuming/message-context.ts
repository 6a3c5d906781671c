/** What a handler learns of a message beside its body; injected by `@Ctx()`. */
export interface MessageContext {
  /** True when it was handed over before and not finished: somebody may have begun on it. */
  readonly redelivered: boolean;
  readonly messageId: string;
  /** The queue it came from, without the installation's prefix. */
  readonly queue: string;
}
