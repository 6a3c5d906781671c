import { afterAll, afterEach, beforeAll, beforeEach, describe } from '@jest/globals';
import type { Database } from '@millwright/database';
import { openEmbeddedTestDatabase, openTestDatabase } from '@millwright/database/testing';
import { newId, type Id } from '@millwright/kernel';
import { leakCheck, startHttpPeer, type HttpPeer, type PeerReply } from '@millwright/testing';
import type { DeliveryRunner } from '../sending/running/delivery-runner.ts';
import { SendingStage, type StageOptions } from './sending-stage.ts';

/** A row of the queue as tests of sending look at it. */
export interface StagedPlace {
  state: string;
  run_at: Date;
  step: number;
  attempt: number;
  lane: string | null;
}

/** A row of a delivery as tests of sending look at it. */
export interface StagedOutcome {
  state: string;
  attempts: number;
  error_code: string | null;
  last_status_code: number | null;
  stopped_at: Date | null;
}

/** What tests of sending stand on: a database, a stage that is new in each test, and a receiver on this machine. */
export class SendingSuite {
  database!: Database;
  stage!: SendingStage;
  peer!: HttpPeer;
  /** What the receiver answers, by path; 200 at the beginning of each test. */
  answer: (path: string) => PeerReply | Promise<PeerReply> = () => 200;
  private readonly runners: DeliveryRunner[] = [];
  private closeDatabase!: () => Promise<void>;

  constructor(readonly isEmbedded: boolean) {}

  /** A runner that is drained after the test. */
  runner(options: StageOptions = {}): DeliveryRunner {
    const made = this.stage.runner(options);
    this.runners.push(made);
    return made;
  }

  /** Lets a runner ask for what an endpoint has, until it has nothing in hand. */
  async asked(by: DeliveryRunner, endpointId: Id): Promise<void> {
    await by.ask(endpointId);
    await by.idle();
  }

  queued(id: Id): Promise<StagedPlace | undefined> {
    return this.stage.row('delivery_queue', id, 'delivery_id');
  }

  delivery(id: Id): Promise<StagedOutcome> {
    return this.stage.row('deliveries', id);
  }

  health(endpointId: Id): Promise<Record<string, unknown>> {
    return this.stage.row('endpoint_health', endpointId, 'endpoint_id');
  }

  /** An event for a template to read. */
  async storedEvent(): Promise<Id> {
    const id = newId();
    await this.database.execute(
      `insert into events (id, workspace_id, topic, data, source, created_at)
       values ($1, $2, 'user/a/b', '{"n":0.50}', 'api', now())`,
      [id, this.stage.workspaceId],
    );
    return id;
  }

  async open(): Promise<void> {
    const opened = await (this.isEmbedded ? openEmbeddedTestDatabase() : openTestDatabase());
    this.database = opened.database;
    this.closeDatabase = opened.close;
    this.peer = await startHttpPeer(({ url }) => this.answer(url));
  }

  async begin(): Promise<void> {
    this.answer = () => 200;
    this.peer.requests.length = 0;
    this.stage = await SendingStage.open(this.database);
  }

  async end(): Promise<void> {
    for (const runner of this.runners.splice(0)) await runner.drain();
    await this.stage.close();
  }

  async close(): Promise<void> {
    await this.peer.close();
    await this.closeDatabase();
  }
}

/** Tests of sending, on both databases. */
export function describeSending(what: string, tests: (on: SendingSuite) => void): void {
  afterAll(leakCheck());
  describe.each([
    ['Postgres', false],
    ['PGlite', true],
  ] as const)(`${what} on %s`, (_name, isEmbedded) => {
    const on = new SendingSuite(isEmbedded);
    beforeAll(() => on.open(), 60_000);
    beforeEach(() => on.begin());
    afterEach(() => on.end());
    afterAll(() => on.close());
    tests(on);
  });
}
