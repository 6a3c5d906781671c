import { randomBytes } from 'node:crypto';
import { unreadableAnswer, readAnswer } from '../google/google-answers.ts';
import type { GoogleCalls } from '../google/google-calls.ts';
import type { GoogleRequest } from '../google/google-client.ts';
import { type DriveFile, driveFile, FILE_FIELDS } from './drive-files.ts';

/** Larger files are uploaded in a session of their own ("Upload file data", Drive API). */
const MAX_MULTIPART_BYTES = 5_000_000;

/** The content of a file, and what Drive is told of it. */
export interface Content {
  metadata: Readonly<Record<string, unknown>>;
  mimeType: string;
  bytes: Buffer;
}

/** Uploads a file: another one, or the content of the one with this id. @throws as {@link GoogleCalls.answer} */
export function uploadContent(
  google: GoogleCalls,
  content: Content,
  id?: string,
): Promise<DriveFile> {
  const place = {
    api: 'drive' as const,
    method: id === undefined ? 'POST' : 'PATCH',
    path: `/upload/drive/v3/files${id === undefined ? '' : `/${encodeURIComponent(id)}`}`,
  };
  return content.bytes.length <= MAX_MULTIPART_BYTES
    ? inOneRequest(google, place, content)
    : inSession(google, place, content);
}

type Place = Pick<GoogleRequest, 'api' | 'method' | 'path'>;

/** `multipart/related` (RFC 2387): the metadata, then the bytes. */
function inOneRequest(
  google: GoogleCalls,
  place: Place,
  { metadata, mimeType, bytes }: Content,
): Promise<DriveFile> {
  const boundary = `millwright-${randomBytes(18).toString('hex')}`;
  const part = (type: string): string => `--${boundary}\r\nContent-Type: ${type}\r\n\r\n`;
  const body = Buffer.concat([
    Buffer.from(`${part('application/json; charset=UTF-8')}${JSON.stringify(metadata)}\r\n`),
    Buffer.from(part(mimeType)),
    bytes,
    Buffer.from(`\r\n--${boundary}--\r\n`),
  ]);
  const query = { uploadType: 'multipart', fields: FILE_FIELDS };
  const headers = { 'Content-Type': `multipart/related; boundary=${boundary}` };
  return google.json({ ...place, query, headers, body }, driveFile);
}

/** A resumable upload, sent whole: what breaks off is begun anew by the retry of the action. */
async function inSession(
  google: GoogleCalls,
  place: Place,
  { metadata, mimeType, bytes }: Content,
): Promise<DriveFile> {
  const begun = await google.answer({
    ...place,
    query: { uploadType: 'resumable', fields: FILE_FIELDS },
    headers: {
      'Content-Type': 'application/json; charset=UTF-8',
      'X-Upload-Content-Type': mimeType,
      'X-Upload-Content-Length': String(bytes.length),
    },
    body: JSON.stringify(metadata),
  });
  const session = begun.headers['location']?.[0] ?? '';
  if (!/^https?:\/\//i.test(session) || !URL.canParse(session)) throw unreadableAnswer();
  return readAnswer(await google.put(session, bytes), driveFile);
}
