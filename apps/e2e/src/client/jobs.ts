import { until } from '@millwright/testing';
import type { System } from '../system/system.ts';
import type { Job } from './shapes.ts';

const DONE_WITHIN_MS = 30_000;

/** A request to the job API. */
export interface JobRequest {
  method?: string;
  headers?: Record<string, string>;
  /** Sent as it is when it is a text, bytes or a form, else as JSON. */
  body?: unknown;
  signal?: AbortSignal;
}

/** An answer, its text kept for checks of digits. */
export interface JobAnswer {
  status: number;
  headers: Headers;
  text: string;
  /** The text as JSON, if it is some. */
  json: any; // eslint-disable-line @typescript-eslint/no-explicit-any -- what it is, the test says
}

type Where = Pick<System, 'ingressUrl' | 'token'>;

/** The job API, as somebody with a token uses it. */
export class Jobs {
  readonly base: string;

  constructor(
    private readonly where: Where,
    private readonly token: string | null = where.token,
  ) {
    this.base = `${where.ingressUrl}/api/w/main`;
  }

  /** The same API by another token, or by none. */
  as(token: string | null): Jobs {
    return new Jobs(this.where, token);
  }

  /** Sends below `/api/w/main/`. */
  async send(path: string, request: JobRequest = {}): Promise<JobAnswer> {
    return this.sendTo(`${this.base}/${path}`, request);
  }

  /** Sends to an address of ingress. */
  async sendTo(url: string, request: JobRequest = {}): Promise<JobAnswer> {
    const answer = await this.fetch(url, request);
    const text = await answer.text();
    return { status: answer.status, headers: answer.headers, text, json: jsonIn(text) };
  }

  /** Posts JSON, or what the body is. */
  post(path: string, body?: unknown, headers: Record<string, string> = {}): Promise<JobAnswer> {
    return this.send(path, { method: 'POST', body, headers });
  }

  /** Reads, and fails on anything but a 200. */
  async get(path: string): Promise<JobAnswer['json']> {
    const { status, text, json } = await this.send(path);
    if (status !== 200) throw new Error(`GET ${path}: ${status} ${text}`);
    return json;
  }

  /** Starts a job at `jobs/run/…`; answers its id. */
  async start(path: string, args: unknown = {}): Promise<string> {
    const { status, text } = await this.post(`jobs/run/${path}`, args);
    if (status !== 201) throw new Error(`run/${path}: ${status} ${text}`);
    return text;
  }

  async job(id: string): Promise<Job> {
    return (await this.get(`jobs_u/get/${id}`)) as Job;
  }

  /** A job once it is completed. */
  completed(id: string): Promise<Job> {
    return this.jobWhen(id, ({ type }) => type === 'CompletedJob');
  }

  /** A job once it is running. */
  running(id: string): Promise<Job> {
    return this.jobWhen(id, ({ running }) => running === true);
  }

  /** The answer as it comes in, for streams and for those who hang up. */
  fetch(
    url: string,
    { method = 'GET', headers = {}, body, signal }: JobRequest,
  ): Promise<Response> {
    const isJson = body !== undefined && !isRaw(body);
    return fetch(url, {
      method,
      headers: {
        ...(this.token === null ? {} : { authorization: `Bearer ${this.token}` }),
        ...(isJson ? { 'content-type': 'application/json' } : {}),
        ...headers,
      },
      ...(body === undefined
        ? {}
        : { body: isJson ? JSON.stringify(body) : (body as RequestInit['body']) }),
      ...(signal && { signal }),
    });
  }

  private jobWhen(id: string, isWanted: (job: Job) => boolean): Promise<Job> {
    return until(
      async () => {
        const job = await this.job(id);
        return isWanted(job) && job;
      },
      { timeoutMs: DONE_WITHIN_MS, what: `job ${id} to be as wanted` },
    );
  }
}

const isRaw = (body: unknown): boolean =>
  typeof body === 'string' || body instanceof Uint8Array || body instanceof FormData;

function jsonIn(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
