import type { Socket } from 'node:net';
import { addAbortSignal } from 'node:stream';
import { NetError } from '@millwright/net';
import { ActionError } from '../../../action.errors.ts';
import { BREAKS } from '../read-path.ts';
import type { Transcript } from '../session/transcript.ts';
import { lost } from './lost.ts';
import { type Reply, ReplyReader } from './reply.ts';

/** Most bytes that a server says to one command. */
const MAX_ANSWER_BYTES = 65_536;
const CLOSING = 421;

/** What a control connection is held with. */
export interface ControlOptions {
  /** `host:port`, for messages. */
  place: string;
  transcript: Transcript;
  /** So long we wait for an answer. */
  idleMs: number;
  signal: AbortSignal;
}

/** Commands and answers of FTP, over a connection that somebody else made. */
export class ControlConnection {
  private reader = new ReplyReader();
  private replies: Reply[] = [];
  private bytes = 0;
  private spoke = false;
  private waiting: { resolve(reply: Reply): void; reject(error: Error): void } | undefined;
  private readonly ending = new AbortController();

  constructor(
    private socket: Socket,
    private readonly held: ControlOptions,
  ) {
    this.listen();
  }

  /** Aborted with the reason when the connection ends. */
  get ended(): AbortSignal {
    return this.ending.signal;
  }

  /** Sends a command and answers what is said to it. `shown`: the command without credentials. */
  async ask(command: string, shown = command): Promise<Reply> {
    if (BREAKS.test(command)) {
      const message = 'user, password and paths must not contain line breaks or NUL';
      throw new ActionError('invalid_options', message);
    }
    this.ended.throwIfAborted();
    // What was said before the command is no answer to it.
    this.replies = [];
    this.bytes = 0;
    this.held.transcript.sent(shown);
    this.socket.write(`${command}\r\n`);
    return this.next();
  }

  /** The next answer. @throws NetError when it does not come in time, or the connection ends. */
  async next(): Promise<Reply> {
    const reply = this.replies.shift() ?? (await this.arriving());
    if (reply.code !== CLOSING) return reply;
    const said = this.held.transcript.quoted(reply.text);
    throw this.fail(new NetError('network', `${this.held.place} takes leave: ${said}`));
  }

  /** The answer that ends what a command began. */
  async last(): Promise<Reply> {
    for (;;) {
      const reply = await this.next();
      if (reply.code >= 200) return reply;
    }
  }

  /** Goes on over another connection around this one; what came unasked for before it is forgotten. */
  async wrapped(wrap: (socket: Socket) => Promise<Socket>): Promise<void> {
    this.socket.removeAllListeners('data').setTimeout(0);
    this.socket = await wrap(this.socket);
    this.reader = new ReplyReader();
    this.replies = [];
    this.listen();
  }

  end(): void {
    this.fail(new NetError('network', `the connection to ${this.held.place} was ended`));
  }

  private arriving(): Promise<Reply> {
    return new Promise((resolve, reject) => {
      if (this.ended.aborted) return reject(this.ended.reason as Error);
      this.socket.setTimeout(this.held.idleMs);
      this.waiting = { resolve, reject };
    });
  }

  private listen(): void {
    const { socket } = this;
    const { place, idleMs, signal } = this.held;
    addAbortSignal(signal, socket);
    const late = (): NetError =>
      new NetError('timeout', `${place} said nothing for ${idleMs / 1000} s`);
    socket
      .on('data', (bytes: Buffer) => this.read(bytes))
      .on('timeout', () => this.fail(late()))
      .on('error', (error) => this.fail(lost(place, error)))
      .on('close', () => this.fail(new NetError('network', `${place} closed the connection`)));
  }

  private read(bytes: Buffer): void {
    const { place, transcript } = this.held;
    this.bytes += bytes.length;
    if (this.bytes > MAX_ANSWER_BYTES) {
      const message = `${place} says more than ${MAX_ANSWER_BYTES} bytes at once; it does not speak FTP`;
      return void this.fail(new NetError('network', message));
    }
    const { replies, stray } = this.reader.read(bytes);
    for (const { text } of replies) transcript.received(text);
    for (const line of stray) transcript.received(line);
    this.replies.push(...replies);
    if (replies.length === 0 && stray.length > 0 && !this.spoke) {
      const said = transcript.quoted(stray[0]!);
      return void this.fail(new NetError('network', `${place} does not speak FTP: ${said}`));
    }
    this.spoke ||= replies.length > 0;
    const { waiting } = this;
    if (!waiting || this.replies.length === 0) return;
    this.waiting = undefined;
    this.socket.setTimeout(0);
    waiting.resolve(this.replies.shift()!);
  }

  private fail(error: Error): Error {
    if (!this.ended.aborted) this.ending.abort(error);
    this.socket.destroy();
    const reason = this.ended.reason as Error;
    this.waiting?.reject(reason);
    this.waiting = undefined;
    return reason;
  }
}
