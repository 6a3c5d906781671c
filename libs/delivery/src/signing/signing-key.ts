/** What signs deliveries, opened. An endpoint has one current key, and after a rotation older ones for a while. */
export interface SigningKey {
  /** `whsec_…`, or of a Mautic endpoint any text. */
  secret: string;
  /** `whsk_…` where there is a key pair. */
  privateKey: string | null;
  /** Null: the current one. */
  validUntil: Date | null;
}

/** Those of some keys that still sign at a time, in their order. */
export const keysAt = (keys: readonly SigningKey[], now: Date): SigningKey[] =>
  keys.filter(({ validUntil }) => validUntil === null || validUntil > now);
