import { Database } from '@millwright/database';
import {
  endpointCreateSchema,
  endpointPatchSchema,
  EndpointStore,
  healthStates,
  secretRotationSchema,
  type EndpointFields,
  type EndpointPatch,
  type SecretRotation,
} from '@millwright/delivery';
import type { Id } from '@millwright/kernel';
import { Delete, Get, Patch, Post } from '@nestjs/common';
import { z } from 'zod';
import type { Caller } from '../../http/admin-request.ts';
import { Operation } from '../../http/operation.ts';
import { listAnswer, pageFields, splitPage } from '../../http/page-query.ts';
import { Asked, By, Given, IdOf } from '../../http/parameters.ts';
import { found } from '../../http/problem.ts';
import { WorkspaceResource } from '../../http/resource-controller.ts';
import { flagSchema, pageOfSchema } from '../../http/schemas.ts';
import {
  endpointAnswer,
  newEndpointAnswer,
  rotatedSecretAnswer,
  secretAnswer,
} from './endpoint.dto.ts';
import { EndpointViews } from './endpoint-views.ts';
import { EndpointWrites } from './endpoint-writes.ts';

const endpointQuery = z.strictObject({
  ...pageFields(),
  q: z.string().max(255).optional().meta({ description: 'Part of a name or a URL.' }),
  enabled: flagSchema.optional(),
  topic: z.string().max(200).optional().meta({ description: 'One that they would get.' }),
  health: z.enum(healthStates).optional(),
});

/** URLs that want to hear of events. */
@WorkspaceResource('endpoints')
export class EndpointsController {
  constructor(
    private readonly database: Database,
    private readonly store: EndpointStore,
    private readonly writes: EndpointWrites,
    private readonly views: EndpointViews,
  ) {}

  @Post()
  @Operation({
    summary: 'Create an endpoint; its secret is shown this once',
    body: endpointCreateSchema,
    answer: newEndpointAnswer,
    status: 201,
    secretMembers: ['secret'],
  })
  async create(@By() by: Caller, @Given() fields: EndpointFields) {
    const { endpoint, key } = await this.writes.create(by, fields);
    return { ...(await this.views.of(endpoint)), secret: key.secret };
  }

  @Get()
  @Operation({
    summary: 'List endpoints',
    query: endpointQuery,
    answer: pageOfSchema(endpointAnswer),
  })
  async list(@By() { workspace }: Caller, @Asked() query: z.output<typeof endpointQuery>) {
    const { page, filters } = splitPage(query);
    const { items, nextCursor } = await this.store.list(this.database, workspace.id, filters, page);
    return listAnswer({ items: await this.views.ofAll(items), nextCursor });
  }

  @Get(':id')
  @Operation({ summary: 'Read an endpoint', answer: endpointAnswer })
  async get(@By() { workspace }: Caller, @IdOf('endpoint') id: Id) {
    const endpoint = await this.store.find(this.database, workspace.id, id);
    return this.views.of(found(endpoint, 'endpoint'));
  }

  @Patch(':id')
  @Operation({
    summary: 'Change an endpoint; what is given is replaced as a whole',
    body: endpointPatchSchema,
    answer: endpointAnswer,
  })
  async patch(@By() by: Caller, @IdOf('endpoint') id: Id, @Given() fields: EndpointPatch) {
    return this.views.of(await this.writes.patch(by, id, fields));
  }

  @Delete(':id')
  @Operation({ summary: 'Delete an endpoint, and cancel what it still had to send' })
  async delete(@By() by: Caller, @IdOf('endpoint') id: Id): Promise<void> {
    await this.writes.delete(by, id);
  }

  @Post(':id/reveal-secret')
  @Operation({
    summary: 'Show what deliveries are signed with; takes the scope endpoints:secrets',
    answer: secretAnswer,
    right: 'secrets',
    secretMembers: ['secret'],
  })
  async revealSecret(@By() by: Caller, @IdOf('endpoint') id: Id) {
    const { secret, publicKey } = await this.writes.revealSecret(by, id);
    return { secret, public_key: publicKey };
  }

  @Post(':id/rotate-secret')
  @Operation({
    summary: 'Sign with a new secret, and for a while with the old ones too; it is shown this once',
    body: secretRotationSchema,
    bodyOptional: true,
    answer: rotatedSecretAnswer,
    status: 200,
    secretMembers: ['secret'],
  })
  async rotateSecret(@By() by: Caller, @IdOf('endpoint') id: Id, @Given() fields: SecretRotation) {
    const { key, previousValidUntil } = await this.writes.rotateSecret(by, id, fields);
    return {
      secret: key.secret,
      public_key: key.publicKey,
      previous_valid_until: previousValidUntil,
    };
  }
}
