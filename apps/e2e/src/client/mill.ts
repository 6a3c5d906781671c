import { until } from '@millwright/testing';
import type { System } from '../system/system.ts';
import { Api } from './api.ts';
import { Jobs } from './jobs.ts';
import type { EventInFull, EventInList } from './shapes.ts';

const DONE_WITHIN_MS = 30_000;
const MEASURED_TURNS = 500_000;
let serial = 0;

const turning = (turns: number): string =>
  `{%- for i in (1..${turns}) -%}{%- assign n = i -%}{%- endfor -%}`;

/** A task, by all the names it has. */
export interface Callee {
  id: string;
  path: string;
  hash: string;
}

/** What people do with Millwright, in the words of the suite. */
export class Mill {
  readonly api: Api;
  readonly jobs: Jobs;
  private turnsPerSecond: Promise<number> | undefined;

  /** `workspace`: of what it makes and reads; its jobs are those of the main one. */
  constructor(
    private readonly system: System,
    workspace = 'main',
  ) {
    this.api = new Api(system, workspace);
    this.jobs = new Jobs(system);
  }

  /** A topic that no other test uses. */
  topic(): string {
    serial += 1;
    return `user/e2e-${process.pid}-${Date.now().toString(36)}/t${serial}`;
  }

  /** A webhook; answers its path on ingress. */
  async webhook(topic: string, more: Record<string, unknown> = {}): Promise<string> {
    const { id } = await this.api.write('POST', '/webhooks', { name: 'e2e', topic, ...more });
    return `/webhooks/${id}`;
  }

  /** A task with a script. */
  async task(topic: string, script: string, more: Record<string, unknown> = {}): Promise<string> {
    const { id } = await this.api.write('POST', '/tasks', {
      name: `Task on ${topic}`,
      subscriptions_template: topic,
      script,
      ...more,
    });
    return id;
  }

  /** A task to be called, subscribed to nothing; answers its path. */
  async callee(script: string, more: Record<string, unknown> = {}): Promise<Callee> {
    serial += 1;
    const path = `f/e2e/t${process.pid}_${Date.now().toString(36)}_${serial}`;
    return this.api.write<Callee>('POST', '/tasks', {
      name: `Task at ${path}`,
      path,
      script,
      ...more,
    });
  }

  /** A script that is busy for about so many seconds on this machine, then goes on with what follows. */
  async busyFor(seconds: number, then = ''): Promise<string> {
    this.turnsPerSecond ??= this.measure();
    return turning(Math.ceil(seconds * (await this.turnsPerSecond))) + then;
  }

  /** By the fastest of some: what else the machine does only makes scripts take longer. */
  private async measure(): Promise<number> {
    const { path } = await this.callee(turning(MEASURED_TURNS));
    let fastestMs = Infinity;
    for (let time = 0; time < 4; time += 1) {
      const answer = await this.jobs.post(`jobs/run_wait_result/p/${path}`, {});
      const { duration_ms: ms } = await this.jobs.job(answer.headers.get('x-job-id')!);
      fastestMs = Math.min(fastestMs, Math.max(1, ms!));
    }
    return (MEASURED_TURNS / fastestMs) * 1_000;
  }

  /** Posts to ingress. */
  post(
    path: string,
    body: RequestInit['body'],
    headers: Record<string, string> = {},
  ): Promise<Response> {
    return fetch(`${this.system.ingressUrl}${path}`, {
      method: 'POST',
      headers,
      ...(body === undefined ? {} : { body }),
    });
  }

  /** Posts JSON text as it is, and answers the event's request id. */
  async postJson(path: string, text: string): Promise<string> {
    const answer = await this.post(path, text, { 'content-type': 'application/json' });
    if (answer.status !== 204) throw new Error(`${answer.status} ${await answer.text()}`);
    return answer.headers.get('x-request-id')!;
  }

  /** The event of a request, once it is there. */
  async eventOf(requestId: string): Promise<EventInFull> {
    const { id } = await until(
      async () => {
        const list = await this.api.get<{ data: EventInList[] }>(`/events?request_id=${requestId}`);
        return list.data[0];
      },
      { timeoutMs: DONE_WITHIN_MS, what: `the event of request ${requestId}` },
    );
    return this.event(id);
  }

  event(id: string): Promise<EventInFull> {
    return this.api.get<EventInFull>(`/events/${id}`);
  }

  /** The event of a request once nothing below it is pending. */
  async finished(requestId: string): Promise<EventInFull> {
    const { id } = await this.eventOf(requestId);
    return this.finishedEvent(id);
  }

  async finishedEvent(id: string, timeoutMs = DONE_WITHIN_MS): Promise<EventInFull> {
    return until(
      async () => {
        const event = await this.event(id);
        return event.status !== 'pending' && event;
      },
      { timeoutMs, what: `event ${id} to be finished` },
    );
  }
}
