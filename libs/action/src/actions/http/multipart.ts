import { randomBytes } from 'node:crypto';

/** One part of a form: a field, or a file when it has a content type. */
export interface FormPart {
  name: string;
  content: string | Buffer;
  contentType?: string;
}

/** `multipart/form-data` (RFC 7578) with a boundary that nobody can guess. A file's name is that of its field. */
export function multipartOf(parts: readonly FormPart[]): { contentType: string; body: Buffer } {
  const boundary = `millwright-${randomBytes(18).toString('hex')}`;
  const pieces = parts.flatMap(({ name, content, contentType }) => {
    const quoted = quotedName(name);
    const isFile = contentType !== undefined;
    const disposition = `form-data; name="${quoted}"${isFile ? `; filename="${quoted}"` : ''}`;
    const type = isFile ? `Content-Type: ${contentType}\r\n` : '';
    const head = `--${boundary}\r\nContent-Disposition: ${disposition}\r\n${type}\r\n`;
    return [Buffer.from(head), Buffer.from(content), Buffer.from('\r\n')];
  });
  pieces.push(Buffer.from(`--${boundary}--\r\n`));
  return { contentType: `multipart/form-data; boundary=${boundary}`, body: Buffer.concat(pieces) };
}

/** As browsers write names (HTML standard): UTF-8, with quotes and line breaks percent-encoded. */
const quotedName = (name: string): string =>
  name.replace(/\r/g, '%0D').replace(/\n/g, '%0A').replace(/"/g, '%22');
