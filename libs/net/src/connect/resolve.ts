import { lookup } from 'node:dns/promises';
import { shareLookups } from './share-lookups.ts';

/** Every address of a host name, both families, as the machine would use them. Rejects when there is none. */
export type Resolve = (name: string) => Promise<string[]>;

/** The machine's own resolver: hosts file, then DNS. Of each name one lookup at a time. */
export const resolveBySystem: Resolve = shareLookups(async (name) => {
  const answers = await lookup(name, { all: true, verbatim: true });
  return answers.map(({ address }) => address);
});
