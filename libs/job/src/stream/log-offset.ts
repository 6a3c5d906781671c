/** A log's part that a client lacks, and where it will go on. */
export interface NewLogs {
  new_logs: string;
  log_offset: number;
}

/** What a log has beyond an offset, which counts UTF-8 bytes; undefined when that is nothing. */
export function newLogsOf(text: string, offset: number): NewLogs | undefined {
  const bytes = Buffer.from(text);
  if (offset >= bytes.length) return undefined;
  const start = startOfCharacter(bytes, Math.max(offset, 0), 'own');
  return { new_logs: bytes.subarray(start).toString(), log_offset: bytes.length };
}

/** Where the character begins that a byte belongs to, or the one after it; of its first byte, both are its own. */
export function startOfCharacter(bytes: Buffer, at: number, which: 'own' | 'next'): number {
  const step = which === 'own' ? -1 : 1;
  let start = at;
  while (start > 0 && start < bytes.length && (bytes[start]! & 0xc0) === 0x80) start += step;
  return start;
}
