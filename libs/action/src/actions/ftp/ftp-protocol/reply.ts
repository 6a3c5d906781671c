import { StringDecoder } from 'node:string_decoder';

/** An answer on the control connection. */
export interface Reply {
  code: number;
  /** All of it, code included, lines parted by `\n`. */
  text: string;
}

const LINE = /^(\d{3})(?:([ -])|$)/;

/** Makes answers of bytes, however the network cuts them (RFC 959, 4.2). */
export class ReplyReader {
  private readonly decoder = new StringDecoder('utf8');
  private rest = '';
  private open: { code: string; lines: string[] } | undefined;

  /** The answers that are complete now. Lines that belong to none are `stray`. */
  read(bytes: Buffer): { replies: Reply[]; stray: string[] } {
    const lines = (this.rest + this.decoder.write(bytes)).split('\n');
    this.rest = lines.pop() ?? '';
    const replies: Reply[] = [];
    const stray: string[] = [];
    for (const line of lines.map((raw) => raw.replace(/\r+$/, ''))) {
      const [, code, sign] = LINE.exec(line) ?? [];
      if (this.open) {
        this.open.lines.push(line);
        if (code !== this.open.code || sign === '-') continue;
        replies.push({ code: Number(code), text: this.open.lines.join('\n') });
        this.open = undefined;
      } else if (code === undefined) {
        if (line.trim() !== '') stray.push(line);
      } else if (sign === '-') {
        this.open = { code, lines: [line] };
      } else {
        replies.push({ code: Number(code), text: line });
      }
    }
    return { replies, stray };
  }
}
