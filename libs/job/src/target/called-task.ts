import type { Sql } from '@millwright/database';
import { unnamedLane } from '@millwright/event';
import type { Id } from '@millwright/kernel';
import type { CallTarget } from '../call/index.ts';

/** A task as its calls need it. */
export interface CalledTask {
  readonly id: Id;
  readonly path: string;
  readonly isEnabled: boolean;
  /** The one that is called: the latest, or that of the hash. */
  readonly version: number;
  /** Whether exactly this version is called, also after later saves. */
  readonly isPinned: boolean;
  /** 0 high, 1 normal, 2 low. */
  readonly priority: 0 | 1 | 2;
  /** Where its runs wait to be given a lane; null: they need none. */
  readonly lane: string | null;
  readonly dataMode: 'args' | 'request';
  /** How long after its end a job is erased; null: never. */
  readonly deleteAfterSecs: number | null;
}

/** One task, wherever it lies by now, or its version of a hash. */
export interface TaskTarget {
  readonly id: Id;
  /** Missing: the latest version. */
  readonly hash?: string;
}

/** The task that is called; undefined: there is none that lives. Of versions alike, that of the youngest task. */
export async function calledTaskOf(
  sql: Sql,
  workspaceId: Id,
  target: CallTarget | TaskTarget,
): Promise<CalledTask | undefined> {
  const { statement, by } = lookupOf(target);
  const [row] = await sql.query<TaskRow>(statement, [workspaceId, ...by]);
  return row && calledTaskFrom(row, 'hash' in target);
}

function lookupOf(target: CallTarget | TaskTarget): { statement: string; by: string[] } {
  if ('path' in target) return { statement: byPath, by: [target.path] };
  if (!('id' in target)) return { statement: byHash, by: [target.hash] };
  const { id, hash } = target;
  return hash === undefined
    ? { statement: byId, by: [id] }
    : { statement: byIdAndHash, by: [hash, id] };
}

interface TaskRow {
  id: Id;
  path: string;
  isEnabled: boolean;
  version: number;
  definition: string;
}

const columns = 't.id, t.path, t.enabled as "isEnabled", v.version, v.definition';
const latest = `select ${columns} from tasks t
  join task_versions v on v.task_id = t.id and v.version = t.version
  where t.workspace_id = $1 and t.deleted_at is null`;
const byPath = `${latest} and t.path = $2`;
const byId = `${latest} and t.id = $2`;
const versions = `select ${columns} from task_versions v join tasks t on t.id = v.task_id
  where v.workspace_id = $1 and starts_with(v.hash, $2) and t.deleted_at is null`;
const byHash = `${versions} order by t.id desc, v.version desc limit 1`;
const byIdAndHash = `${versions} and t.id = $3 order by v.version desc limit 1`;

const priorities = { high: 0, normal: 1, low: 2 } as const;

/** Of the definition only our own words are read here: its payloads need not be exact. */
interface Definition {
  priority?: keyof typeof priorities;
  concurrency?: object | null;
  trigger_data_mode?: CalledTask['dataMode'];
  delete_after_secs?: number | null;
}

function calledTaskFrom({ definition, ...task }: TaskRow, isPinned: boolean): CalledTask {
  const said = JSON.parse(definition) as Definition;
  return {
    ...task,
    isPinned,
    priority: priorities[said.priority ?? 'normal'],
    lane: said.concurrency ? unnamedLane(task.id) : null,
    dataMode: said.trigger_data_mode ?? 'args',
    deleteAfterSecs: said.delete_after_secs ?? null,
  };
}
