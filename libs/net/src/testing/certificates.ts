import { readFileSync } from 'node:fs';

/** A file of the fixtures: keys and certificates, in PEM, for peer.test and other.test. */
export const pemFixture = (name: string): string =>
  readFileSync(new URL(`__fixtures__/${name}`, import.meta.url), 'utf8');
