import { allowsResource } from '@millwright/access';
import type { Database } from '@millwright/database';
import {
  loadSendable,
  unsavedEndpoint,
  type EndpointRules,
  type EndpointTests,
  type SendableEndpoint,
  type TestAnswer,
} from '@millwright/delivery';
import type { Id, SecretBox } from '@millwright/kernel';
import type { Caller } from '../../http/admin-request.ts';
import { found, invalid, ProblemError } from '../../http/problem.ts';
import type { EndpointTestBody, UnsavedTestBody } from './endpoint-test.dto.ts';

/** Tests endpoints for callers. Real events serve only those who may read events. */
export class EndpointTesting {
  constructor(
    private readonly database: Database,
    private readonly box: SecretBox,
    private readonly tests: EndpointTests,
    private readonly rules: EndpointRules,
  ) {}

  async test(by: Caller, id: Id, body: EndpointTestBody): Promise<TestAnswer> {
    const [sendable] = await loadSendable(this.database, this.box, [id]);
    const isOwn = sendable?.endpoint.workspaceId === by.workspace.id;
    return this.answered(by, found(isOwn ? sendable : undefined, 'endpoint'), body, true);
  }

  async testUnsaved(by: Caller, { topic, data, dry_run, ...fields }: UnsavedTestBody) {
    const sendable = unsavedEndpoint(by.workspace.id, fields, this.rules);
    if (Array.isArray(sendable)) throw invalid(sendable);
    return this.answered(by, sendable, { topic, data, dry_run }, false);
  }

  private async answered(
    { principal }: Caller,
    sendable: SendableEndpoint,
    { topic, data, dry_run: isDry }: EndpointTestBody,
    isSaved: boolean,
  ): Promise<TestAnswer> {
    const mayReadEvents = allowsResource(principal.scopes, 'events', 'read');
    const outcome = await this.tests.test(sendable, { topic, data, mayReadEvents, isDry, isSaved });
    if (outcome.ok) return outcome.answer;
    const { reason, message } = outcome;
    if (reason === 'rate_limited') throw new ProblemError('rate_limited', message);
    const path = reason === 'address_forbidden' ? 'url' : 'transformation';
    throw invalid([{ path, message }]);
  }
}
