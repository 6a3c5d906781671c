import { readFileSync } from 'node:fs';
import { MILLWRIGHT_VERSION } from './version.ts';

it('says the version of the release', () => {
  const { version } = JSON.parse(
    readFileSync(new URL('../../../package.json', import.meta.url), 'utf8'),
  ) as { version: string };

  expect(MILLWRIGHT_VERSION).toBe(version);
});
