import { tooLarge } from '../session/download-limit.ts';
import type { SftpChannel } from './sftp-channel.ts';

/** What every server takes in one packet. */
const PIECE_BYTES = 30_720;
/** Pieces on their way at the same time: one after the other would wait for the network each time. */
const IN_FLIGHT = 16;

/** Writes all of it. */
export async function writePieces(sftp: SftpChannel, handle: Buffer, bytes: Buffer): Promise<void> {
  let next = 0;
  await together(async (goesOn) => {
    while (goesOn() && next < bytes.length) {
      const at = next;
      next += PIECE_BYTES;
      await sftp.write(handle, at, bytes.subarray(at, next));
    }
  });
}

/** Reads until the server says that the file ends, whatever it said of its size. @throws ActionError `size_limit` */
export async function readPieces(
  sftp: SftpChannel,
  handle: Buffer,
  maxBytes: number,
): Promise<Buffer> {
  const pieces = new Map<number, Buffer>();
  let [next, end, held] = [0, Infinity, 0];
  await together(async (goesOn) => {
    while (goesOn() && next < end) {
      const at = next;
      next += PIECE_BYTES;
      const piece = Buffer.alloc(PIECE_BYTES);
      let offset = 0;
      while (offset < PIECE_BYTES && at + offset < end) {
        const bytes = await sftp.read(handle, piece, { offset, at: at + offset });
        if (bytes === 0) end = Math.min(end, at + offset);
        offset += bytes;
        held += bytes;
        if (held > maxBytes) throw tooLarge();
      }
      pieces.set(at, piece.subarray(0, offset));
    }
  });
  const inOrder = [...pieces].filter(([at]) => at < end).sort(([a], [b]) => a - b);
  return Buffer.concat(inOrder.map(([, piece]) => piece));
}

/** Several workers at once. When one fails the others end what they have in hand, and the failure is thrown. */
async function together(work: (goesOn: () => boolean) => Promise<void>): Promise<void> {
  const failures: unknown[] = [];
  const goesOn = (): boolean => failures.length === 0;
  const workers = Array.from({ length: IN_FLIGHT }, () =>
    work(goesOn).catch((error: unknown) => failures.push(error)),
  );
  await Promise.all(workers);
  if (!goesOn()) throw failures[0];
}
