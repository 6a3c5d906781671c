import { RowsInArrays, UniqueViolationError, type ColumnsOf, type Sql } from '@millwright/database';
import type { Id } from '@millwright/kernel';
import { Injectable } from '@nestjs/common';
import type { StoredFile } from './stored-file.entity.ts';

/** Whose files they are: those of one round of an action run. */
export type FileOwner = Pick<StoredFile, 'workspaceId' | 'actionRunId' | 'round'>;

/** A file whose bytes are about to be stored. */
export type DraftFile = Omit<StoredFile, 'createdAt' | 'storedAt' | 'expiresAt'>;

/** A file that can be fetched. */
export type ServedFile = Pick<
  StoredFile,
  'id' | 'name' | 'mimeType' | 'sizeBytes' | 'keptIn' | 'token' | 'expiresAt'
>;

/** A file that nobody can fetch any more, or ever could. */
export type EndedFile = Pick<StoredFile, 'id' | 'keptIn'>;

const SERVED = `id, name, mime_type as "mimeType", size_bytes as "sizeBytes", kept_in as "keptIn", token,
  expires_at as "expiresAt"`;
/** Longer than any action may take. */
const ABANDONED_AFTER = '2 days';

/** The rows of stored files. */
@Injectable()
export class StoredFileStore {
  /** Adds rows of files that nobody can see until they are finished. `hours`: how long they are kept from now on. */
  async draft(sql: Sql, files: readonly DraftFile[], hours: number): Promise<void> {
    const arrays = new RowsInArrays(columns);
    await sql.execute(
      `insert into stored_files (${arrays.names.join(', ')}, expires_at)
       select ${arrays.selected('v')}, now() + make_interval(hours => $${arrays.nextParameter}::integer)
       from ${arrays.from('v')}`,
      [...arrays.parameters(files), hours],
    );
  }

  /** Lets drafts be seen, all of them. False: the files of this round were finished by somebody else before. */
  async finish(sql: Sql, ids: readonly Id[]): Promise<boolean> {
    try {
      await sql.execute('update stored_files set stored_at = now() where id = any($1)', [ids]);
      return true;
    } catch (error) {
      if (error instanceof UniqueViolationError) return false;
      throw error;
    }
  }

  /** The finished files of a round of an action run, in the order in which they were asked for. */
  ofRound(sql: Sql, { actionRunId, round }: FileOwner): Promise<ServedFile[]> {
    return sql.query<ServedFile>(
      `select ${SERVED} from stored_files
       where action_run_id = $1 and round = $2 and stored_at is not null order by id`,
      [actionRunId, round],
    );
  }

  /** The file of a token, if its name is right and its time not over. */
  async served(sql: Sql, token: string, name: string): Promise<ServedFile | undefined> {
    const [file] = await sql.query<ServedFile>(
      `select ${SERVED} from stored_files
       where token = $1 and stored_at is not null and expires_at > clock_timestamp()`,
      [token],
    );
    return file?.name === name ? file : undefined;
  }

  /**
   * Files in the named stores that are past their time or were never finished, at most so many. One that is being stored
   * is left alone, though its Workspace was deleted: its bytes would come without a row to find them by.
   */
  ended(sql: Sql, stores: readonly string[], limit: number): Promise<EndedFile[]> {
    return sql.query<EndedFile>(
      `select id, kept_in as "keptIn" from stored_files
       where kept_in = any($1) and ((stored_at is not null and expires_at <= clock_timestamp())
         or (stored_at is null and created_at < clock_timestamp() - interval '${ABANDONED_AFTER}'))
       order by expires_at limit $2`,
      [stores, limit],
    );
  }

  /** Removes the row of a file whose bytes are gone. */
  async remove(sql: Sql, id: Id): Promise<void> {
    await sql.execute('delete from stored_files where id = $1', [id]);
  }

  /** Ends those of a Workspace that is being deleted: nobody can fetch them any more, and they are removed soon. */
  async endAll(sql: Sql, workspaceId: Id): Promise<void> {
    await sql.execute(
      'update stored_files set expires_at = now() where workspace_id = $1 and expires_at > now()',
      [workspaceId],
    );
  }
}

const columns: ColumnsOf<DraftFile> = {
  id: ['uuid', ({ id }) => id],
  workspace_id: ['uuid', ({ workspaceId }) => workspaceId],
  action_run_id: ['uuid', ({ actionRunId }) => actionRunId],
  round: ['integer', ({ round }) => round],
  name: ['text', ({ name }) => name],
  mime_type: ['text', ({ mimeType }) => mimeType],
  size_bytes: ['integer', ({ sizeBytes }) => sizeBytes],
  token: ['text', ({ token }) => token],
  kept_in: ['text', ({ keptIn }) => keptIn],
};
