/** What signs deliveries, opened. An endpoint has one current key, and after a rotation older ones for a while. */
export interface SigningKey {
  /** `whsec_…`, or of a Mautic endpoint any text. */
  secret: string;
  /** `whsk_…` where there is a key pair. */
  privateKey: string | null;
}
