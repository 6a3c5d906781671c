import { charsetOf, utf8, type Charset } from './charset.ts';
import { headerParametersOf, headerValueOf } from './header-parameters.ts';
import { IntakeProblem } from './intake-problem.ts';

/** How a body of some content type is read. `text` is kept as it is: plain text, XML, or no type at all. */
export type BodyFormat = 'json' | 'form' | 'multipart' | 'text';

/** A content type that we know. `mimeType` is lower-case and without parameters; null when none was given. */
export interface ContentType {
  readonly mimeType: string | null;
  readonly format: BodyFormat;
  readonly charset: Charset;
  /** What parts a multipart body; undefined when the sender left it out. */
  readonly boundary: string | undefined;
}

const formats = new Map<string, BodyFormat>([
  ['application/json', 'json'],
  ['text/json', 'json'],
  ['application/x-www-form-urlencoded', 'form'],
  ['multipart/form-data', 'multipart'],
  ['text/plain', 'text'],
  ['application/xml', 'text'],
  ['text/xml', 'text'],
]);

const SUPPORTED =
  'send application/json, text/json, */*+json, application/x-www-form-urlencoded, multipart/form-data, ' +
  'text/plain, application/xml, text/xml, */*+xml, or no content type';
const WITH_SUFFIX = /^[^/]+\/[^/]*\+(json|xml)$/;
const KNOWN_HEADERS = 256;

const noContentType: ContentType = {
  mimeType: null,
  format: 'text',
  charset: utf8,
  boundary: undefined,
};

/** Reads a `Content-Type` header; a missing or blank one is no type, which is taken as text. */
export function contentTypeOf(header: string | undefined): ContentType | IntakeProblem {
  if (header === undefined || header.trim() === '') return noContentType;
  const mimeType = headerValueOf(header);
  const format = formatOf(mimeType);
  if (format === undefined) {
    return new IntakeProblem(
      'unsupported_media_type',
      `the content type ${JSON.stringify(mimeType)} is not supported: ${SUPPORTED}`,
    );
  }
  const parameters = headerParametersOf(header);
  const label = parameters.get('charset') || 'utf-8';
  const charset = charsetOf(label);
  if (charset === undefined) {
    return new IntakeProblem(
      'unsupported_media_type',
      `the charset ${JSON.stringify(label)} is not known: send UTF-8`,
    );
  }
  return { mimeType, format, charset, boundary: parameters.get('boundary') || undefined };
}

/** Remembers what headers meant: senders repeat the same few. Bounded, because strangers choose the headers. */
export class ContentTypes {
  private readonly known = new Map<string, ContentType | IntakeProblem>();

  /** As {@link contentTypeOf}. */
  of(header: string | undefined): ContentType | IntakeProblem {
    if (header === undefined) return noContentType;
    const known = this.known.get(header);
    if (known !== undefined) return known;
    const contentType = contentTypeOf(header);
    // Boundaries differ with each request: they would only fill the memory.
    if (this.known.size < KNOWN_HEADERS && !header.includes('boundary') && header.length < 100) {
      this.known.set(header, contentType);
    }
    return contentType;
  }

  /** The same for a body that is JSON in UTF-8, whatever its header says. */
  asJson(header: string | undefined): ContentType {
    const named = this.of(header);
    const mimeType = named instanceof IntakeProblem ? headerValueOf(header!) : named.mimeType;
    return { mimeType, format: 'json', charset: utf8, boundary: undefined };
  }
}

function formatOf(mimeType: string): BodyFormat | undefined {
  const format = formats.get(mimeType);
  if (format !== undefined) return format;
  const suffix = WITH_SUFFIX.exec(mimeType)?.[1];
  if (suffix === undefined) return undefined;
  return suffix === 'json' ? 'json' : 'text';
}
