import {
  connectionTestRequested,
  encodeMessage,
  type ConnectionTestFinished,
} from '@millwright/contracts';
import { newId, type Id } from '@millwright/kernel';
import { Asking, BrokerUnavailableError, MessageBus } from '@millwright/messaging';
import { Injectable } from '@nestjs/common';
import { ProblemError } from '../../http/problem.ts';

/** How long whoever asked is kept waiting. A runner ends its tests sooner. */
const WAIT_MS = 30_000;
const MAX_AT_ONCE = 50;

/** Has Connections tried by a task-runner, over the bus: they are tried from where they are used. */
@Injectable()
export class ConnectionTesting {
  private readonly asking: Asking<ConnectionTestFinished>;

  constructor(private readonly bus: MessageBus) {
    this.asking = new Asking(bus);
  }

  /** What a test came to. @throws ProblemError when no runner says, or too many are waited for */
  async test(workspaceId: Id, connectionId: Id): Promise<ConnectionTestFinished> {
    if (this.asking.size >= MAX_AT_ONCE) {
      throw new ProblemError(
        'rate_limited',
        'too many Connections are being tested: wait a little',
      );
    }
    const testId = newId();
    const body = encodeMessage(connectionTestRequested, {
      test_id: testId,
      workspace_id: workspaceId,
      connection_id: connectionId,
      reply_to: this.bus.address,
    });
    const finished = await this.ask(testId, body);
    if (finished) return finished;
    const waited = `${WAIT_MS / 1_000} s`;
    throw new ProblemError(
      'unavailable',
      `no task-runner has tested it within ${waited}: see whether one is running, and try again`,
    );
  }

  /** Hears what a test came to. */
  finished(finished: ConnectionTestFinished): void {
    this.asking.told(finished.test_id, finished);
  }

  private async ask(id: Id, body: Buffer): Promise<ConnectionTestFinished | undefined> {
    try {
      return await this.asking.ask({ queue: 'connection-tests', id, body }, WAIT_MS);
    } catch (cause) {
      if (!(cause instanceof BrokerUnavailableError)) throw cause;
      const detail = 'no task-runner can be asked while the broker is away: try again later';
      throw new ProblemError('unavailable', detail, {}, { cause });
    }
  }
}
