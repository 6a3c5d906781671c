import {
  connectionTestFinished,
  connectionTestRequested,
  decodeMessage,
  encodeMessage,
  type ConnectionTestRequested,
} from '@millwright/contracts';
import {
  BeforeAttemptError,
  ConsumeQueue,
  inStage,
  MessageBus,
  replyTo,
} from '@millwright/messaging';
import { Logger } from '@millwright/observability';
import { Controller } from '@nestjs/common';
import { Payload } from '@nestjs/microservices';
import { ConnectionTester, type TestedConnection } from './connection-tester.ts';

/** Tries Connections for the admin API, which makes no use of them itself, and tells the instance that waits. */
@Controller()
export class ConnectionTestsConsumer {
  constructor(
    private readonly tester: ConnectionTester,
    private readonly bus: MessageBus,
    private readonly logger: Logger,
  ) {}

  @ConsumeQueue('connection-tests', { prefetch: 10 })
  async onRequested(@Payload() body: Buffer): Promise<void> {
    const { head } = await inStage(BeforeAttemptError, () =>
      decodeMessage(connectionTestRequested, body),
    );
    const startedAt = Date.now();
    const tested = await this.tested(head);
    this.log(head, tested, Date.now() - startedAt);
    await this.tell(head, tested);
  }

  private async tested(head: ConnectionTestRequested): Promise<TestedConnection> {
    try {
      return await this.tester.test(head.workspace_id, head.connection_id);
    } catch (error) {
      const { test_id, connection_id } = head;
      this.logger.error({ message: 'connection_test.broken', test_id, connection_id, error });
      const message =
        'the test failed by a fault of ours; the log of the task-runner has its cause';
      return { verdict: { ok: false, code: 'internal', message } };
    }
  }

  /** A reply that gets lost is not made up for: whoever waited tests again. */
  private async tell(
    { test_id, reply_to }: ConnectionTestRequested,
    { verdict }: TestedConnection,
  ): Promise<void> {
    try {
      await this.bus.publish({
        queue: replyTo(reply_to),
        id: test_id,
        body: encodeMessage(connectionTestFinished, { test_id, ...verdict }),
      });
    } catch (error) {
      this.logger.warn({ message: 'connection_test.not_told', test_id, error });
    }
  }

  private log(
    { test_id, workspace_id, connection_id }: ConnectionTestRequested,
    { type, verdict }: TestedConnection,
    durationMs: number,
  ): void {
    this.logger.info({
      message: 'connection_test.performed',
      ...{ test_id, workspace_id, connection_id, type, ok: verdict.ok },
      error_code: verdict.ok ? undefined : verdict.code,
      duration_ms: durationMs,
    });
  }
}
