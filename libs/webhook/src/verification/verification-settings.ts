/** What a webhook says about verification, beside its secrets; kept as it was given. */
export interface VerificationSettings {
  /** `off` was written by the owner; nothing else turns checking off. */
  readonly mode: 'required' | 'off';
  /** The URL as it was given to the sender; null: as we know it. */
  readonly public_url: string | null;
  /** Null: the provider's. */
  readonly tolerance_seconds: number | null;
  /** The provider's own options; where it is kept, without those that are secrets. */
  readonly config: Readonly<Record<string, unknown>>;
  /** The names of the options that are kept sealed, beside it. Missing: none. */
  readonly secret_options?: readonly string[];
}

/** What holds where nobody wrote anything: it fails closed, and lets nobody in. */
export const verificationDefaults: VerificationSettings = {
  mode: 'required',
  public_url: null,
  tolerance_seconds: null,
  config: {},
};
