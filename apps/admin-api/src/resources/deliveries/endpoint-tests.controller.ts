import { AuditedWrites } from '@millwright/access';
import type { Id } from '@millwright/kernel';
import { Post } from '@nestjs/common';
import type { Caller } from '../../http/admin-request.ts';
import { Operation } from '../../http/operation.ts';
import { By, Given, IdOf } from '../../http/parameters.ts';
import { WorkspaceResource } from '../../http/resource-controller.ts';
import { endpointTestAnswer, endpointTestBody, unsavedTestBody } from './endpoint-test.dto.ts';
import type { EndpointTestBody, UnsavedTestBody } from './endpoint-test.dto.ts';
import { EndpointTesting } from './endpoint-testing.ts';

const resource = 'endpoints';

/** Sends endpoints what they would be sent, at once. */
@WorkspaceResource(resource)
export class EndpointTestsController {
  constructor(
    private readonly testing: EndpointTesting,
    private readonly writes: AuditedWrites,
  ) {}

  @Post('test')
  @Operation({
    summary: 'Test an endpoint that has not been saved; nothing is stored',
    body: unsavedTestBody,
    answer: endpointTestAnswer,
  })
  testUnsaved(@By() by: Caller, @Given() body: UnsavedTestBody) {
    return this.testing.testUnsaved(by, body);
  }

  @Post(':id/test')
  @Operation({
    summary: 'Send an endpoint one test delivery, or show what it would be sent',
    body: endpointTestBody,
    bodyOptional: true,
    answer: endpointTestAnswer,
  })
  async test(@By() by: Caller, @IdOf('endpoint') id: Id, @Given() body: EndpointTestBody) {
    const answer = await this.testing.test(by, id, body);
    if (!body.dry_run) await this.writes.note(by, { action: 'test', resource, id });
    return answer;
  }
}
