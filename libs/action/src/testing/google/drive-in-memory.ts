import { newId } from '@millwright/kernel';
import type { PeerReply } from '@millwright/testing';
import { readQuery, type Searched } from './drive-query-in-memory.ts';
import { answered, type GoogleCall, refuse } from './google-error.ts';
import { fieldsOf } from './google-fields.ts';
import { readMultipart } from './read-multipart.ts';

/** A file of Drive, or a folder. */
export interface FileInMemory extends Searched {
  id: string;
  parents: string[];
  appProperties: Record<string, string>;
  webViewLink: string;
  content: Buffer;
}

/** What multipart uploads may have, by Google's documents. */
const MAX_MULTIPART_BYTES = 5_242_880;
const DEFAULT_FIELDS = 'id,name,mimeType';

interface Session {
  metadata: Record<string, unknown>;
  id: string | undefined;
  length: number;
  query: URLSearchParams;
}

/** Files of one application in a Drive: the parts of the Drive API v3 that actions use, as they are documented. */
export class DriveInMemory {
  readonly files: FileInMemory[] = [];
  /** How many files a page of a list has. */
  pageSize = 100;
  private readonly sessions = new Map<string, Session>();

  constructor(private readonly url: () => string) {}

  /** The path of a file from the root on. */
  pathOf({ name, parents: [parentId] }: FileInMemory): string {
    const parent = this.files.find(({ id }) => id === parentId);
    return parent === undefined ? name : `${this.pathOf(parent)}/${name}`;
  }

  handle(call: GoogleCall): PeerReply {
    const [, upload, id, verb] =
      /^(\/upload)?\/drive\/v3\/files(?:\/([^/]+))?(\/export)?$/.exec(call.path) ?? [];
    if (upload === undefined && verb !== undefined) return this.export(id!, call);
    if (upload !== undefined) return this.upload(call, id);
    if (call.method === 'GET' && id === undefined) return this.list(call);
    const metadata = JSON.parse(call.body.toString()) as Record<string, unknown>;
    if (call.method === 'POST' && id === undefined) {
      return this.shown(this.create(metadata, Buffer.alloc(0)), call.query);
    }
    if (call.method === 'PATCH' && id !== undefined) return this.update(id, metadata, call.query);
    return refuse(404, 'Not Found', 'notFound');
  }

  /** A new file. */
  create(metadata: Record<string, unknown>, content: Buffer): FileInMemory {
    const { name = 'Untitled', mimeType = 'application/octet-stream' } = metadata;
    const { parents = ['root'], appProperties = {} } = metadata as Partial<FileInMemory>;
    for (const parent of parents) if (parent !== 'root') this.file(parent);
    const id = `file-${newId()}`;
    const file: FileInMemory = {
      id,
      name: String(name),
      mimeType: String(mimeType),
      parents,
      appProperties,
      trashed: false,
      webViewLink: `https://drive.google.com/file/d/${id}/view`,
      content,
    };
    this.files.push(file);
    return file;
  }

  file(id: string): FileInMemory {
    const file = this.files.find((one) => one.id === id);
    return file ?? refuse(404, `File not found: ${id}.`, 'notFound');
  }

  private list({ query }: GoogleCall): PeerReply {
    const found = this.files.filter(readQuery(query.get('q') ?? ''));
    const from = Number(query.get('pageToken') ?? 0);
    const to = from + this.pageSize;
    const nextPageToken = to < found.length ? String(to) : undefined;
    const page = { files: found.slice(from, to), nextPageToken };
    return answered(
      fieldsOf(page, query.get('fields') ?? `nextPageToken,files(${DEFAULT_FIELDS})`),
    );
  }

  private update(id: string, metadata: object, query: URLSearchParams): PeerReply {
    const file = this.file(id);
    Object.assign(file, metadata);
    const removed = query.get('removeParents')?.split(',') ?? [];
    const added = query.get('addParents')?.split(',') ?? [];
    file.parents = [...file.parents.filter((parent) => !removed.includes(parent)), ...added];
    return this.shown(file, query);
  }

  private upload(call: GoogleCall, id: string | undefined): PeerReply {
    const { method, query, body } = call;
    const session = this.sessions.get(query.get('upload_id') ?? '');
    if (method === 'PUT' && session !== undefined) {
      if (body.length !== session.length) return refuse(400, 'Invalid length');
      return this.stored(session.metadata, body, session.id, session.query);
    }
    if (method !== (id === undefined ? 'POST' : 'PATCH')) return refuse(404, 'Not Found');
    if (query.get('uploadType') === 'resumable') return this.begin(call, id);
    if (query.get('uploadType') !== 'multipart') return refuse(400, 'Unknown uploadType');
    const { metadata, content } = readMultipart(String(call.headers['content-type']), body);
    if (content.length > MAX_MULTIPART_BYTES) return refuse(413, 'Request Entity Too Large');
    return this.stored(metadata, content, id, query);
  }

  private begin({ headers, body, query }: GoogleCall, id: string | undefined): PeerReply {
    const metadata = JSON.parse(body.toString()) as Record<string, unknown>;
    const length = Number(headers['x-upload-content-length']);
    const uploadId = newId();
    this.sessions.set(uploadId, { metadata, id, length, query });
    const location = `${this.url()}/upload/drive/v3/files?uploadType=resumable&upload_id=${uploadId}`;
    return { status: 200, headers: { location } };
  }

  private stored(
    metadata: Record<string, unknown>,
    content: Buffer,
    id: string | undefined,
    query: URLSearchParams,
  ): PeerReply {
    if (id === undefined) return this.shown(this.create(metadata, content), query);
    const file = this.file(id);
    if ('parents' in metadata) return refuse(403, 'The parents field is not directly writable');
    Object.assign(file, metadata, { content });
    return this.shown(file, query);
  }

  private export(id: string, { query }: GoogleCall): PeerReply {
    const file = this.file(id);
    if (!file.mimeType.startsWith('application/vnd.google-apps.')) {
      return refuse(403, 'Export only supports Docs Editors files.', 'fileNotExportable');
    }
    const type = query.get('mimeType') ?? '';
    if (!EXPORTS.includes(type)) return refuse(400, 'The requested conversion is not supported.');
    const body = Buffer.from(`${file.name} as ${type}`);
    return { status: 200, headers: { 'content-type': type }, body };
  }

  private shown({ content: _content, ...file }: FileInMemory, query: URLSearchParams): PeerReply {
    return answered(fieldsOf(file, query.get('fields') ?? DEFAULT_FIELDS));
  }
}

/** What spreadsheets are exported as. */
const EXPORTS = [
  'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet',
  'application/vnd.oasis.opendocument.spreadsheet',
  'application/pdf',
  'application/zip',
  'text/csv',
  'text/tab-separated-values',
];
