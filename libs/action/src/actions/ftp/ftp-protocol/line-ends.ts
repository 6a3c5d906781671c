/** Lines as they go over the wire in ascii mode (RFC 959, 3.1.1.1): ended by CR LF. */
export function toWireLines(bytes: Buffer): Buffer {
  return Buffer.from(bytes.toString('latin1').replace(/\r?\n/g, '\r\n'), 'latin1');
}

/** Lines that came over the wire in ascii mode: ended by LF. */
export function fromWireLines(bytes: Buffer): Buffer {
  return Buffer.from(bytes.toString('latin1').replaceAll('\r\n', '\n'), 'latin1');
}
