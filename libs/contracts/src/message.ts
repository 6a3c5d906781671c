import { MillwrightError, RawJson } from '@millwright/kernel';
import type { z } from 'zod';

/**
 * The contract of a message that crosses a process: its `type`, its version, the schema of its head, an example.
 * On the wire it is one JSON object; a payload travels as its last member, `data`, in the sender's very text.
 */
export interface MessageContract<Head> {
  readonly type: string;
  readonly version: number;
  readonly head: z.ZodType<Head>;
  readonly example: { readonly head: Head; readonly data?: string };
}

/** A message read: its head, and the payload's text when it carried one. */
export interface DecodedMessage<Head> {
  head: Head;
  data?: RawJson;
}

/** Bytes that are not a message of the expected type and version. Nothing can ever be made of them. */
export class MessageUnreadableError extends MillwrightError {
  readonly code = 'message_unreadable';

  constructor(message: string, options?: ErrorOptions) {
    super(message, { fault: 'ours', retry: false }, options);
  }
}

// Nothing inside the head can look like this: JSON.stringify writes no space between members, so that neither a text
// (its quotes are escaped) nor a key "data" (a stranger may name a header so) is taken for the payload.
const DATA_MEMBER = ', "data":';
const CLOSE_OBJECT = 0x7d;

/** The bytes of a message. `data` is JSON text and goes in as it is. */
export function encodeMessage<Head extends object>(
  contract: MessageContract<Head>,
  head: Head,
  data?: RawJson,
): Buffer {
  const text = JSON.stringify({ type: contract.type, v: contract.version, ...head });
  if (data === undefined) return Buffer.from(text);
  const start = `${text.slice(0, -1)}${DATA_MEMBER}`;
  return data.bytes === undefined
    ? Buffer.from(`${start}${data.text}}`)
    : enclose(start, data.bytes);
}

function enclose(start: string, data: Buffer): Buffer {
  const startBytes = Buffer.byteLength(start);
  const message = Buffer.allocUnsafe(startBytes + data.length + 1);
  message.write(start);
  message.set(data, startBytes);
  message[message.length - 1] = CLOSE_OBJECT;
  return message;
}

/** Reads a message without parsing its payload. @throws MessageUnreadableError */
export function decodeMessage<Head>(
  contract: MessageContract<Head>,
  bytes: Uint8Array,
): DecodedMessage<Head> {
  const text = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('utf8');
  const dataAt = text.indexOf(DATA_MEMBER);
  const { type, v, ...rest } = parseHead(dataAt < 0 ? text : `${text.slice(0, dataAt)}}`);
  if (type !== contract.type || v !== contract.version) {
    throw new MessageUnreadableError(
      `expected ${contract.type} version ${contract.version}, got ${String(type)} version ${String(v)}`,
    );
  }
  const head = contract.head.safeParse(rest);
  if (!head.success) {
    throw new MessageUnreadableError(`${contract.type}: ${head.error.message}`);
  }
  const data = dataAt < 0 ? undefined : new RawJson(text.slice(dataAt + DATA_MEMBER.length, -1));
  return data === undefined ? { head: head.data } : { head: head.data, data };
}

function parseHead(text: string): Record<string, unknown> {
  try {
    return JSON.parse(text) as Record<string, unknown>;
  } catch (cause) {
    throw new MessageUnreadableError('the message is not JSON', { cause });
  }
}

const TYPE_MEMBER = '{"type":"';

/** The type of a message, read off its first bytes; undefined when it is no message at all. */
export function messageTypeOf(bytes: Uint8Array): string | undefined {
  const head = Buffer.from(
    bytes.buffer,
    bytes.byteOffset,
    Math.min(bytes.byteLength, 80),
  ).toString();
  if (!head.startsWith(TYPE_MEMBER)) return undefined;
  const end = head.indexOf('"', TYPE_MEMBER.length);
  return end < 0 ? undefined : head.slice(TYPE_MEMBER.length, end);
}
