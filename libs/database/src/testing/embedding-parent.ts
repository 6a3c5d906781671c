import { silentLogger as logger } from '@millwright/observability';
import { startEmbeddedPostgres } from '../embedded/start-embedded-postgres.ts';

/** A process of its own that embeds Postgres in the folder of its argument, to be killed by a test. */
const { url, pid } = await startEmbeddedPostgres({ dataDir: process.argv[2]!, logger });
process.send!({ url, pid });
