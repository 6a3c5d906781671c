import { AuditedWrites } from '@millwright/access';
import { Database } from '@millwright/database';
import {
  AttemptReads,
  DeliveryCommands,
  DeliveryReads,
  EndpointStore,
  secretRotationSchema,
  type SecretRotation,
} from '@millwright/delivery';
import type { Id, PageRequest } from '@millwright/kernel';
import { Get, Post } from '@nestjs/common';
import { z } from 'zod';
import type { Caller } from '../../http/admin-request.ts';
import { Operation } from '../../http/operation.ts';
import { listAnswer, pageFields, splitPage } from '../../http/page-query.ts';
import { Asked, By, Given, IdOf } from '../../http/parameters.ts';
import { found } from '../../http/problem.ts';
import { PortalResource } from '../../http/resource-controller.ts';
import { pageOfSchema } from '../../http/schemas.ts';
import { deliveredOf } from '../deliveries/delivery-answer.ts';
import {
  attemptAnswer,
  commandedAnswer,
  deliveryAnswer,
  deliveryLineAnswer,
  deliveryQuery,
} from '../deliveries/delivery.dto.ts';
import type { DeliveryQuery } from '../deliveries/delivery.dto.ts';
import { endpointTestAnswer, endpointTestBody } from '../deliveries/endpoint-test.dto.ts';
import type { EndpointTestBody } from '../deliveries/endpoint-test.dto.ts';
import { EndpointTesting } from '../deliveries/endpoint-testing.ts';
import { rotatedSecretAnswer, secretAnswer } from '../endpoints/endpoint.dto.ts';
import { EndpointWrites } from '../endpoints/endpoint-writes.ts';
import { PortalEndpoint, PortalEndpoints } from './portal-parameters.ts';
import { PortalGuard } from './portal.guard.ts';
import { portalEndpointAnswer, showPortalEndpoint } from './portal-endpoint.dto.ts';

const portalQuery = deliveryQuery.omit({ endpoint_id: true });

/** What the owner of an endpoint sees by a link. */
@PortalResource(PortalGuard)
export class PortalController {
  constructor(
    private readonly database: Database,
    private readonly endpoints: EndpointStore,
    private readonly deliveries: DeliveryReads,
    private readonly attempts: AttemptReads,
    private readonly commands: DeliveryCommands,
    private readonly testing: EndpointTesting,
    private readonly secrets: EndpointWrites,
    private readonly writes: AuditedWrites,
  ) {}

  @Get('endpoints')
  @Operation({
    summary: 'List the endpoints of a link',
    answer: z.object({ data: z.array(portalEndpointAnswer) }),
  })
  async list(@By() by: Caller, @PortalEndpoints() ids: readonly Id[]) {
    return { data: await Promise.all(ids.map((id) => this.get(by, id))) };
  }

  @Get('endpoints/:id')
  @Operation({ summary: 'Read an endpoint of a link', answer: portalEndpointAnswer })
  async get(@By() { workspace }: Caller, @PortalEndpoint() id: Id) {
    return showPortalEndpoint(
      found(await this.endpoints.find(this.database, workspace.id, id), 'endpoint'),
    );
  }

  @Get('endpoints/:id/deliveries')
  @Operation({
    summary: 'List the deliveries of an endpoint',
    query: portalQuery,
    answer: pageOfSchema(deliveryLineAnswer),
  })
  async listDeliveries(
    @By() { workspace }: Caller,
    @PortalEndpoint() id: Id,
    @Asked() query: Omit<DeliveryQuery, 'endpoint_id'>,
  ) {
    const { page, filters } = splitPage(query);
    const asked = { ...filters, endpoint_id: id };
    return listAnswer(await this.deliveries.list(workspace.id, asked, page));
  }

  @Get('endpoints/:id/attempts')
  @Operation({
    summary: 'List the attempts of an endpoint',
    query: z.strictObject(pageFields()),
    answer: pageOfSchema(attemptAnswer),
  })
  async listAttempts(
    @By() { workspace }: Caller,
    @PortalEndpoint() id: Id,
    @Asked() page: PageRequest,
  ) {
    return listAnswer(await this.attempts.ofEndpoint(workspace.id, id, page));
  }

  @Get('deliveries/:id')
  @Operation({ summary: 'Read a delivery with its body', answer: deliveryAnswer })
  async delivery(
    @By() { workspace }: Caller,
    @PortalEndpoints() ids: readonly Id[],
    @IdOf('delivery') id: Id,
  ) {
    const delivery = await this.deliveries.get(workspace.id, id);
    const isOpen = delivery !== undefined && ids.includes(delivery.endpoint_id);
    return found(isOpen ? delivery : undefined, 'delivery');
  }

  @Get('deliveries/:id/attempts')
  @Operation({
    summary: 'List the attempts of a delivery',
    query: z.strictObject(pageFields('number')),
    answer: pageOfSchema(attemptAnswer),
  })
  async attemptsOf(
    @By() by: Caller,
    @PortalEndpoints() ids: readonly Id[],
    @IdOf('delivery') id: Id,
    @Asked() page: PageRequest,
  ) {
    await this.delivery(by, ids, id);
    return listAnswer(await this.attempts.ofDelivery(by.workspace.id, id, page));
  }

  @Post('deliveries/:id/replay')
  @Operation({ summary: 'Send a delivery again, now', answer: commandedAnswer, status: 202 })
  async replay(@By() by: Caller, @PortalEndpoints() ids: readonly Id[], @IdOf('delivery') id: Id) {
    await this.delivery(by, ids, id);
    const done = deliveredOf(await this.commands.replay(by.workspace.id, id));
    await this.writes.note(by, { action: 'replay', resource: 'deliveries', id });
    return done;
  }

  @Post('endpoints/:id/reveal-secret')
  @Operation({
    summary: 'Show what deliveries are signed with',
    answer: secretAnswer,
    secretMembers: ['secret'],
  })
  async revealSecret(@By() by: Caller, @PortalEndpoint() id: Id) {
    const { secret, publicKey } = await this.secrets.revealSecret(by, id);
    return { secret, public_key: publicKey };
  }

  @Post('endpoints/:id/rotate-secret')
  @Operation({
    summary: 'Sign with a new secret, and for a while with the old ones too',
    body: secretRotationSchema,
    bodyOptional: true,
    answer: rotatedSecretAnswer,
    status: 200,
    secretMembers: ['secret'],
  })
  async rotateSecret(@By() by: Caller, @PortalEndpoint() id: Id, @Given() fields: SecretRotation) {
    const { key, previousValidUntil } = await this.secrets.rotateSecret(by, id, fields);
    const { secret, publicKey } = key;
    return { secret, public_key: publicKey, previous_valid_until: previousValidUntil };
  }

  @Post('endpoints/:id/test')
  @Operation({
    summary: 'Send an endpoint one test delivery, or show what it would be sent',
    body: endpointTestBody,
    bodyOptional: true,
    answer: endpointTestAnswer,
  })
  async test(@By() by: Caller, @PortalEndpoint() id: Id, @Given() body: EndpointTestBody) {
    const answer = await this.testing.test(by, id, body);
    if (!body.dry_run) await this.writes.note(by, { action: 'test', resource: 'endpoints', id });
    return answer;
  }
}
