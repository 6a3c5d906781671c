import { bumpEpoch, insertRows, updateRows, type Transaction } from '@millwright/database';
import { newId, type Id } from '@millwright/kernel';
import type { DefinitionFault } from '../definitions/definition-fault.ts';
import { definitionText } from '../definitions/task-definition.ts';
import { defaultPathOf, freePathLike } from '../definitions/task-path.ts';
import { placed, type ImportDraft } from './task-importer.ts';

/** An import that is to be written. */
export interface Import {
  workspaceId: Id;
  author: string;
  message: string;
  drafts: readonly ImportDraft[];
  /** Whether a task of exactly the same name becomes the new version of it. */
  overwrite: boolean;
}

/** What became of one draft. Hashes have 64 hex digits; `hashBefore` null: the task is new. */
export interface ImportedTask {
  id: Id;
  draft: ImportDraft;
  path: string;
  enabled: boolean;
  version: number;
  hashBefore: string | null;
}

/** Written, in the order of the drafts; or why not: two tasks have a name, or enabled ones would have wrong options. */
export type ImportWritten =
  | { ok: true; tasks: ImportedTask[] }
  | { ok: false; name: string }
  | { ok: false; faults: DefinitionFault[] };

/** Writes all tasks of an import, in as few statements as that takes. */
export async function writeImport(tx: Transaction, given: Import): Promise<ImportWritten> {
  const epoch = await bumpEpoch(tx);
  const { workspaceId } = given;
  const existing = given.overwrite ? await tasksOfNames(tx, given) : [];
  const byName = new Map(existing.map((task) => [task.name, task]));
  const twice = existing.find((task) => byName.get(task.name) !== task);
  if (twice !== undefined) return { ok: false, name: twice.name };
  const faults = given.drafts.flatMap((draft) => wrongOptionsOf(draft, byName));
  if (faults.length > 0) return { ok: false, faults };
  const taken = await takenPaths(tx, workspaceId);
  const tasks = given.drafts.map((draft): ImportedTask => {
    const current = byName.get(draft.draft.definition.name);
    return current === undefined ? newTask(draft, taken) : nextVersion(draft, current);
  });
  await insertTasks(
    tx,
    given,
    tasks.filter(({ hashBefore }) => hashBefore === null),
    epoch,
  );
  await updateTasks(
    tx,
    tasks.filter(({ hashBefore }) => hashBefore !== null),
    epoch,
  );
  const changed = tasks.filter(({ hashBefore, draft }) => hashBefore !== draft.draft.hash);
  await insertVersions(tx, given, changed);
  return { ok: true, tasks };
}

/** A task that is overwritten stays as enabled as it was, whatever its document says. */
function wrongOptionsOf(
  { document, draft, enabled, wrong }: ImportDraft,
  byName: ReadonlyMap<string, ExistingTask>,
): DefinitionFault[] {
  const current = byName.get(draft.definition.name);
  return (current?.enabled ?? enabled) ? placed(document, wrong) : [];
}

function newTask(draft: ImportDraft, taken: Set<string>): ImportedTask {
  const { document, missing } = draft;
  const isTaken = (path: string): boolean => taken.has(path);
  const path =
    document.path === undefined
      ? defaultPathOf(draft.draft.definition.name, isTaken)
      : freePathLike(document.path, isTaken);
  taken.add(path);
  const enabled = draft.enabled && missing.length === 0;
  return { id: newId(), draft, path, enabled, version: 1, hashBefore: null };
}

/** Path and state stay, but for a task that misses required options. */
function nextVersion(draft: ImportDraft, current: ExistingTask): ImportedTask {
  const { id, path, version, hash } = current;
  const isChanged = hash !== draft.draft.hash;
  return {
    id,
    draft,
    path,
    enabled: current.enabled && draft.missing.length === 0,
    version: isChanged ? version + 1 : version,
    hashBefore: hash,
  };
}

interface ExistingTask {
  id: Id;
  name: string;
  path: string;
  enabled: boolean;
  version: number;
  hash: string;
}

const tasksOfNames = (tx: Transaction, { workspaceId, drafts }: Import): Promise<ExistingTask[]> =>
  tx.query(
    `select id, name, path, enabled, version, hash from tasks
     where workspace_id = $1 and name = any($2::text[]) and deleted_at is null order by id for update`,
    [workspaceId, drafts.map(({ draft }) => draft.definition.name)],
  );

async function takenPaths(tx: Transaction, workspaceId: Id): Promise<Set<string>> {
  const rows = await tx.query<{ path: string }>(
    'select path from tasks where workspace_id = $1 and deleted_at is null',
    [workspaceId],
  );
  return new Set(rows.map(({ path }) => path));
}

async function insertTasks(
  tx: Transaction,
  { workspaceId }: Import,
  rows: readonly ImportedTask[],
  epoch: number,
): Promise<void> {
  await insertRows(tx, {
    table: 'tasks',
    columns: {
      id: ['uuid', ({ id }) => id],
      workspace_id: ['uuid', () => workspaceId],
      name: ['text', ({ draft }) => draft.draft.definition.name],
      path: ['text', ({ path }) => path],
      enabled: ['boolean', ({ enabled }) => enabled],
      version: ['integer', ({ version }) => version],
      hash: ['text', ({ draft }) => draft.draft.hash],
      changed_epoch: ['bigint', () => epoch],
    },
    rows,
  });
}

async function updateTasks(
  tx: Transaction,
  rows: readonly ImportedTask[],
  epoch: number,
): Promise<void> {
  await updateRows(tx, {
    table: 'tasks',
    key: ({ id }) => id,
    columns: {
      enabled: ['boolean', ({ enabled }) => enabled],
      version: ['integer', ({ version }) => version],
      hash: ['text', ({ draft }) => draft.draft.hash],
      changed_epoch: ['bigint', () => epoch],
    },
    set: `enabled = v.enabled, version = v.version, hash = v.hash, changed_epoch = v.changed_epoch, updated_at = now()`,
    rows,
  });
}

async function insertVersions(
  tx: Transaction,
  { workspaceId, author, message }: Import,
  rows: readonly ImportedTask[],
): Promise<void> {
  await insertRows(tx, {
    table: 'task_versions',
    columns: {
      task_id: ['uuid', ({ id }) => id],
      version: ['integer', ({ version }) => version],
      workspace_id: ['uuid', () => workspaceId],
      hash: ['text', ({ draft }) => draft.draft.hash],
      definition: ['text', ({ draft }) => definitionText(draft.draft.definition)],
      subscriptions: ['text[]', ({ draft }) => draft.draft.definition.subscriptions],
      author: ['text', () => author],
      message: ['text', () => message],
    },
    rows,
  });
}
