import type { Sql } from '@millwright/database';
import { parseJson, type Id } from '@millwright/kernel';
import { argsOf } from '../json/index.ts';
import { containsJson } from './contains-json.ts';
import type { JobFilters } from './job-filters.ts';
import type { ScannedJob } from './job-scan.ts';
import { resultOf, type StoredJob } from './stored-job.ts';

/** What is read at a time: as long as this is parsed, nothing else is served. */
const BYTES_AT_ONCE = 1_048_576;
const JOBS_AT_ONCE = 200;
/** Most bytes of payloads that one list reads. */
const MOST_BYTES = 33_554_432;

/** Cuts a list of jobs into what is read at a time. Ends when one list has read enough. */
export class PayloadReads implements Iterable<ScannedJob[]> {
  constructor(private readonly jobs: readonly ScannedJob[]) {}

  *[Symbol.iterator](): Iterator<ScannedJob[]> {
    let some: ScannedJob[] = [];
    let bytes = 0;
    let read = 0;
    for (const job of this.jobs) {
      const isFull = bytes + job.bytes > BYTES_AT_ONCE || some.length === JOBS_AT_ONCE;
      if (isFull && some.length > 0) {
        yield some;
        [some, bytes] = [[], 0];
      }
      read += job.bytes;
      if (read > MOST_BYTES) break;
      some.push(job);
      bytes += job.bytes;
    }
    if (some.length > 0) yield some;
  }
}

type Payloads = Pick<StoredJob, 'runId' | 'state' | 'args' | 'result' | 'error' | 'isErased'>;

/** The runs among some whose args and result contain what filters ask for. */
export async function holdPayloads(
  sql: Sql,
  jobs: readonly ScannedJob[],
  { args, result }: Pick<JobFilters, 'args' | 'result'>,
): Promise<Set<Id>> {
  const ids = jobs.map(({ runId }) => runId).sort();
  const rows = await sql.query<Payloads>(
    `select r.id as "runId", r.state, e.data as args, r.result, r.error, r.erased_at is not null as "isErased"
     from task_runs r join events e on e.id = r.event_id
     where r.id = any($1::uuid[]) and r.id between $2 and $3`,
    [ids, ids[0], ids.at(-1)],
  );
  const fits = rows.filter((row) => {
    const hasArgs = args === undefined || containsJson(parsed(shownArgs(row)), args);
    return hasArgs && (result === undefined || containsJson(parsed(shownResult(row)), result));
  });
  return new Set(fits.map(({ runId }) => runId));
}

const ERASED = '{}';

const shownArgs = ({ isErased, args }: Payloads): string => (isErased ? ERASED : argsOf(args).text);

const shownResult = (row: Payloads): string =>
  row.isErased ? ERASED : resultOf(row, { result: Infinity });

const parsed = (json: string) => parseJson(json, Infinity);
