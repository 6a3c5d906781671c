import { computed, optional, setting } from '../setting.ts';
import type { Section } from '../setting.ts';
import { path, urlOf, wholeNumber } from '../setting-types.ts';
import { distributedApps } from './distributed-apps.ts';

/** Where data is kept. */
export const storage = {
  title: 'Data',
  settings: {
    dataDir: computed({
      variable: 'MILLWRIGHT_DATA_DIR',
      about: "Standalone's data: the embedded database, the admin token and the secret key.",
      type: path,
      fallback: (reader) => path.read('.millwright', reader) as string,
      fallbackText: '.millwright in the working directory',
    }),
    databaseUrl: optional({
      variable: 'DATABASE_URL',
      about: 'PostgreSQL 15 or newer. Standalone without it starts an embedded one.',
      type: urlOf(['postgres', 'postgresql'], 'postgres://user:password@host:5432/database'),
      secret: true,
      neededWhen: distributedApps,
    }),
    poolSize: setting({
      variable: 'DATABASE_POOL_SIZE',
      about: 'Connections to the database that each process may hold.',
      type: wholeNumber(1, 200),
      default: 10,
    }),
  },
} satisfies Section;
