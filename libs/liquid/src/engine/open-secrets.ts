import type { RunContext } from './run-context.ts';

const REFERENCE_MARK = '__millwright_secret:';
const REFERENCES = /__millwright_secret:[a-z][a-z0-9_]{0,99}:[0-9a-f]{32}__/g;

/** A text with the references to secrets in it opened: for the keys of filters that sign, and for nothing else. */
export function withOpenSecrets(text: string, run: RunContext): string {
  if (!text.includes(REFERENCE_MARK)) return text;
  return text.replaceAll(REFERENCES, (reference) => {
    const value = run.secretBehind(reference) ?? reference;
    run.meter.use(value.length);
    return value;
  });
}
