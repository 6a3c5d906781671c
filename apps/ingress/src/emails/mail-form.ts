import type { IncomingHttpHeaders } from 'node:http';
import type { SentInMail } from '@millwright/mail';

const JSON_TYPE = /^application\/(?:[a-z0-9.+-]+\+)?json$/;

/** How a mail was written, by its request's headers; undefined: in a way that is not read. */
export function mailFormOf(headers: IncomingHttpHeaders): SentInMail['form'] | undefined {
  const encoding = headers['content-encoding']?.trim().toLowerCase() ?? 'identity';
  if (encoding !== 'identity') return undefined;
  const type = (headers['content-type'] ?? '').split(';', 1)[0]!.trim().toLowerCase();
  if (type === 'message/rfc822') return 'mime';
  return JSON_TYPE.test(type) ? 'json' : undefined;
}
