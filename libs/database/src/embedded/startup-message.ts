const PROTOCOL_VERSION = 196_608;

/** The message that opens a connection as the only user to the only database. */
export function startupMessage(): Buffer {
  const pairs = Buffer.from('user\0postgres\0database\0postgres\0\0');
  const head = Buffer.alloc(8);
  head.writeInt32BE(head.length + pairs.length, 0);
  head.writeInt32BE(PROTOCOL_VERSION, 4);
  return Buffer.concat([head, pairs]);
}
