import { z } from 'zod';
import type { GoogleCalls } from '../google/google-calls.ts';
import { FOLDER_TYPE, queryFor } from './drive-query.ts';

/** A file as it is after its upload. */
export const driveFile = z.object({
  id: z.string().min(1),
  name: z.string(),
  mimeType: z.string(),
  webViewLink: z.string().nullable().default(null),
});
export type DriveFile = z.output<typeof driveFile>;

/** The members of {@link DriveFile}, as Drive is asked for them. */
export const FILE_FIELDS = 'id,name,mimeType,webViewLink';

/** What we write to a file that only this application sees: the action run that made it. */
const MARK = 'millwright_action_run';

/** The properties of a file that an action run makes. */
export const markOf = (actionRunId: string): Record<string, string> => ({ [MARK]: actionRunId });

const listed = driveFile.extend({ appProperties: z.record(z.string(), z.string()).default({}) });
const list = z.object({
  files: z.array(listed).default([]),
  nextPageToken: z.string().min(1).optional(),
});
const made = z.object({ id: z.string().min(1) });

/** More pages than this for one name are no answer. */
const MAX_PAGES = 100;

/** The files of this application below the root of a Drive (Drive API v3). */
export class DriveFiles {
  private readonly folderIds = new Map<string, string>();

  constructor(private readonly google: GoogleCalls) {}

  /** The id of a folder; what is missing of its path is made. */
  async folderIdOf(folders: readonly string[]): Promise<string> {
    let id = 'root';
    for (const [depth, name] of folders.entries()) {
      const path = folders.slice(0, depth + 1).join('/');
      const known = this.folderIds.get(path) ?? (await this.first(id, name, 'folder'))?.id;
      id = known ?? (await this.makeFolder(id, name));
      this.folderIds.set(path, id);
    }
    return id;
  }

  /** The file of a name in a folder; with `madeBy` only one that this action run made. */
  fileIn(parentId: string, name: string, madeBy?: string): Promise<DriveFile | undefined> {
    return this.first(
      parentId,
      name,
      'file',
      ({ appProperties }) => madeBy === undefined || appProperties[MARK] === madeBy,
    );
  }

  /** Puts a file that lies in the root into a folder. */
  async moveFromRoot(id: string, folderId: string): Promise<void> {
    await this.google.answer({
      api: 'drive',
      method: 'PATCH',
      path: `/drive/v3/files/${encodeURIComponent(id)}`,
      query: { addParents: folderId, removeParents: 'root', fields: 'id' },
      body: '{}',
    });
  }

  /** Drive promises no order and may answer pages with nothing on them. */
  private async first(
    parentId: string,
    name: string,
    kind: 'folder' | 'file',
    isMeant: (file: z.output<typeof listed>) => boolean = () => true,
  ): Promise<DriveFile | undefined> {
    let pageToken: string | undefined;
    for (let page = 0; page < MAX_PAGES; page += 1) {
      const query = {
        q: queryFor(parentId, name, kind),
        fields: `nextPageToken,files(${FILE_FIELDS},appProperties)`,
        orderBy: 'createdTime',
        spaces: 'drive',
        ...(pageToken === undefined ? {} : { pageToken }),
      };
      const { files, nextPageToken } = await this.google.json(
        { api: 'drive', method: 'GET', path: '/drive/v3/files', query },
        list,
      );
      const found = files.find((file) => file.name === name && isMeant(file));
      if (found !== undefined || nextPageToken === undefined) return found;
      pageToken = nextPageToken;
    }
    return undefined;
  }

  private async makeFolder(parentId: string, name: string): Promise<string> {
    const body = JSON.stringify({ name, mimeType: FOLDER_TYPE, parents: [parentId] });
    const query = { fields: 'id' };
    const { id } = await this.google.json(
      { api: 'drive', method: 'POST', path: '/drive/v3/files', query, body },
      made,
    );
    return id;
  }
}
