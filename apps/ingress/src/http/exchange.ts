import { randomUUID } from 'node:crypto';
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Id } from '@millwright/kernel';
import type { Answer } from '@millwright/webhook';
import type { BodyReading } from './body-reading.ts';
import { PROBLEM_TYPE, problemText, statusOf, type ProblemCode } from './problem.ts';

const DRAINED_BYTES = 65_536;

/** Told once, when an exchange is answered. */
export type Answered = (exchange: Exchange, status: number) => void;

/** One raw request and its answer, which always carries the request id that we made. */
export class Exchange {
  readonly requestId: Id = randomUUID();
  /** Its body, once somebody has begun to read it. */
  body: BodyReading | undefined;
  /** Flat pairs that go out with every answer: those of CORS. */
  headers: readonly string[] = [];

  constructor(
    readonly request: IncomingMessage,
    readonly response: ServerResponse,
    /** The client waits for `100 Continue` before it sends the body. */
    readonly awaitsContinue: boolean,
    /** When its head was here. */
    readonly arrivedMs: number,
    private readonly answered: Answered,
  ) {}

  /** Answers as it is told to. */
  give({ status, headers, body }: Answer): void {
    if (this.isAnswered()) return;
    const head = [...this.idHeader(), ...this.headers, ...Object.entries(headers).flat()];
    if (status !== 204) head.push('content-length', String(Buffer.byteLength(body)));
    const isOver = this.leavesMuch();
    if (isOver) head.push('connection', 'close');
    this.response.shouldKeepAlive = !isOver && this.response.shouldKeepAlive;
    this.response.writeHead(status, head).end(body);
    if (isOver) this.request.resume();
    this.answered(this, status);
  }

  /** Answers without a body. */
  empty(status: number, headers: readonly string[] = []): void {
    if (this.isAnswered()) return;
    this.response.writeHead(status, [...this.idHeader(), ...this.headers, ...headers]).end();
    this.answered(this, status);
  }

  /** Answers with a problem, and says with which status. What is left of the body is thrown away for a moment, then the edge ends the connection. */
  refuse(code: ProblemCode, detail: string, headers: readonly string[] = []): number {
    const status = statusOf(code);
    if (this.isAnswered()) return status;
    const text = problemText(code, detail, this.requestId);
    const isOver = code === 'request_timeout' || this.leavesMuch();
    const head = [
      ...this.idHeader(),
      ...this.headers,
      ...headers,
      'content-type',
      PROBLEM_TYPE,
      'content-length',
      String(Buffer.byteLength(text)),
    ];
    if (isOver) head.push('connection', 'close');
    this.response.shouldKeepAlive = !isOver && this.response.shouldKeepAlive;
    this.response.writeHead(status, head);
    this.response.end(text);
    if (isOver) this.request.resume();
    this.answered(this, status);
    return status;
  }

  /** The edge answers a request whose body turns out not to be HTTP, whatever is under way for it. */
  private isAnswered(): boolean {
    const { headersSent, statusCode } = this.response;
    if (headersSent) this.answered(this, statusCode);
    return headersSent;
  }

  private idHeader(): string[] {
    return ['x-request-id', this.requestId];
  }

  /** Whether more of the body is to come than is worth reading for keeping the connection. */
  private leavesMuch(): boolean {
    const { request } = this;
    if (request.complete) return false;
    if (request.headers['transfer-encoding'] !== undefined) return true;
    const length = Number(request.headers['content-length'] ?? 0);
    return length > DRAINED_BYTES || (length > 0 && this.awaitsContinue);
  }
}
