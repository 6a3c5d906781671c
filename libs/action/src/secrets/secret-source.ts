/** What is behind a reference: a secret, one that is gone, or nothing: then it is text like any other. */
export type FoundSecret =
  { is: 'open'; key: string; value: string } | { is: 'missing'; key: string } | { is: 'text' };

/** Opens the references that a task run's script was given; those of others are text to it. */
export interface SecretSource {
  open(reference: string): Promise<FoundSecret>;
}

/** What every reference begins with. */
export const REFERENCE_MARK = '__millwright_secret:';

/** A reference wherever it stands in a text: whether it is a real one, only a {@link SecretSource} knows. */
export const REFERENCES = /__millwright_secret:[a-z][a-z0-9_]{0,99}:[0-9a-f]{32}__/g;
