import { randomUUID } from 'node:crypto';
import type { IncomingMessage, ServerResponse } from 'node:http';
import {
  bodyTooLarge,
  JobProblem,
  problemAnswerOf,
  type CallAnswer,
  type CallHeaders,
} from '@millwright/job';
import { stringifyJson, type Id } from '@millwright/kernel';
import { headersOf } from '@millwright/webhook';
import type { BodyReader } from '../../http/body-reader.ts';
import type { BodyFailure, BodyReading } from '../../http/body-reading.ts';
import type { JobReply, StreamSink } from './job-request.ts';

const DRAINED_BYTES = 65_536;
const JSON_TYPE = 'application/json';
const TEXT_TYPE = 'text/plain; charset=utf-8';

/** One raw request to the job API, and its answer. */
export class JobExchange {
  readonly requestId: Id = randomUUID();
  /** When its head was here. */
  readonly arrivedMs = Date.now();
  readonly method: string;
  /** The target of the request line. */
  readonly target: string;
  readonly headers: CallHeaders;
  readonly query: URLSearchParams;
  /** Of every answer: those of CORS. */
  standing: Readonly<Record<string, string>> = {};
  private reading: BodyReading | undefined;
  private endings: (() => void)[] = [];
  private isStreaming = false;

  constructor(
    readonly request: IncomingMessage,
    private readonly response: ServerResponse,
    private readonly awaitsContinue: boolean,
    private readonly bodies: BodyReader,
  ) {
    this.method = request.method!;
    this.target = request.url!;
    this.headers = headersOf(request.rawHeaders);
    this.query = new URLSearchParams(this.target.slice(this.target.indexOf('?') + 1 || Infinity));
    response.once('close', () => {
      this.releaseBody();
      this.end();
    });
  }

  /** Reads the whole body. @throws JobProblem; ClientGoneError when there is nobody to answer any more */
  body(limitBytes: number): Promise<Buffer> {
    if (Number(this.request.headers['content-length'] ?? 0) > limitBytes) {
      return Promise.reject(bodyTooLarge(limitBytes));
    }
    if (this.awaitsContinue) this.response.writeContinue();
    this.reading ??= this.bodies.begin(this.request);
    return new Promise((resolve, reject) => {
      this.reading!.finish(limitBytes, (result) => {
        if (Buffer.isBuffer(result)) resolve(result);
        else reject(unreadOf(result, limitBytes));
      });
    });
  }

  /** Nobody needs the body any more: it no longer counts as held. */
  releaseBody(): void {
    this.reading?.release();
  }

  /** Calls `then` when the connection closes before the answer is sent, or has closed already. */
  onGone(then: () => void): void {
    // Who left while the call was being stored is told of no more.
    if (this.response.destroyed) return void setImmediate(then);
    this.response.once('close', () => {
      if (!this.response.writableFinished) then();
    });
  }

  /** Calls `then` once this is over: answered, refused, or given up because the client is gone. */
  onEnd(then: () => void): void {
    this.endings.push(then);
  }

  /** Whoever serves it has done so, but for a stream, which ends by itself. */
  served(): void {
    if (!this.isStreaming) this.end();
  }

  get isGone(): boolean {
    return this.response.destroyed || this.response.headersSent;
  }

  reply(reply: JobReply): void {
    if (this.isGone) return;
    if ('stream' in reply) return reply.stream(this.sink());
    const { status = 200, headers = {} } = reply;
    const [type, text] =
      'json' in reply ? [JSON_TYPE, stringifyJson(reply.json)] : [TEXT_TYPE, reply.text];
    const standing = { 'cache-control': 'no-store', 'x-content-type-options': 'nosniff' };
    const head = { ...standing, 'content-type': type, ...headers };
    this.send(status, head, text);
  }

  answer({ status, headers, body }: CallAnswer): void {
    if (!this.isGone) this.send(status, headers, body);
  }

  /** Answers with a problem. `isAsync`: the address begins with `run/`. */
  refuse(
    problem: JobProblem,
    { jobId, isAsync = false }: { jobId?: Id; isAsync?: boolean } = {},
  ): void {
    if (this.isGone) return;
    const { requestId, headers } = this;
    const answer = problemAnswerOf(problem, {
      requestId,
      isAsync,
      accept: headers['accept'],
      ...(jobId !== undefined && { jobId }),
    });
    const isOver = problem.code === 'request_timeout' || this.leavesMuch();
    const closing: Record<string, string> = isOver ? { connection: 'close' } : {};
    this.response.shouldKeepAlive = !isOver && this.response.shouldKeepAlive;
    this.send(answer.status, { ...answer.headers, ...closing }, answer.body);
    if (isOver) this.request.resume();
  }

  empty(status: number, headers: Readonly<Record<string, string>>): void {
    if (!this.isGone) this.response.writeHead(status, this.headOf(headers)).end();
  }

  private sink(): StreamSink {
    const { response } = this;
    this.isStreaming = true;
    return {
      begin: (status, headers) => void response.writeHead(status, this.headOf(headers)),
      write: (text) => void response.write(text),
      end: () => {
        response.end();
        this.end();
      },
      onClose: (then) => void response.once('close', then),
    };
  }

  private send(
    status: number,
    headers: Readonly<Record<string, string>>,
    body: Buffer | string,
  ): void {
    const isBodiless = status === 204 || status === 205 || status === 304;
    const head = this.headOf(headers);
    if (!isBodiless) head['content-length'] = String(Buffer.byteLength(body));
    this.response.writeHead(status, head);
    this.response.end(isBodiless ? undefined : body);
  }

  private end(): void {
    for (const tell of this.endings.splice(0)) tell();
  }

  private headOf(headers: Readonly<Record<string, string>>): Record<string, string> {
    return { ...this.standing, ...headers, 'x-request-id': this.requestId };
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

/** The client went away before its request was whole. */
export class ClientGoneError extends Error {}

function unreadOf(failure: BodyFailure, limitBytes: number): Error {
  switch (failure) {
    case 'too_large':
      return bodyTooLarge(limitBytes);
    case 'too_slow':
      return new JobProblem('request_timeout', 'the body took too long: send it again, faster');
    case 'overloaded':
      return new JobProblem('unavailable', 'too many large bodies at once: try again in a second');
    case 'gone':
      return new ClientGoneError('the client is gone');
  }
}
