import { tokenCreateSchema, TokenStore } from '@millwright/access';
import type { TokenCreate } from '@millwright/access';
import { Database } from '@millwright/database';
import type { Id, PageRequest } from '@millwright/kernel';
import { Delete, Get, Post } from '@nestjs/common';
import { z } from 'zod';
import type { Caller } from '../../http/admin-request.ts';
import { Operation } from '../../http/operation.ts';
import { listAnswer, pageFields } from '../../http/page-query.ts';
import { Asked, By, Given, IdOf } from '../../http/parameters.ts';
import { found } from '../../http/problem.ts';
import { WorkspaceResource } from '../../http/resource-controller.ts';
import { pageOfSchema } from '../../http/schemas.ts';
import { newTokenAnswer, showToken, tokenAnswer } from './token.dto.ts';
import { TokenWrites } from './token-writes.ts';

/** Bearer credentials of a Workspace. */
@WorkspaceResource('tokens')
export class TokensController {
  constructor(
    private readonly database: Database,
    private readonly store: TokenStore,
    private readonly writes: TokenWrites,
  ) {}

  @Post()
  @Operation({
    summary: 'Make a token; its text is shown this once',
    body: tokenCreateSchema,
    answer: newTokenAnswer,
    status: 201,
    secretMembers: ['token'],
  })
  async create(@By() by: Caller, @Given() fields: TokenCreate) {
    const { token, text } = await this.writes.create(by, fields);
    return { ...showToken(token), token: text };
  }

  @Get()
  @Operation({
    summary: 'List tokens',
    query: z.strictObject(pageFields()),
    answer: pageOfSchema(tokenAnswer),
  })
  async list(@By() { workspace }: Caller, @Asked() page: PageRequest) {
    return listAnswer(await this.store.list(this.database, workspace.id, page), showToken);
  }

  @Get(':id')
  @Operation({ summary: 'Read a token', answer: tokenAnswer })
  async get(@By() { workspace }: Caller, @IdOf('token') id: Id) {
    return showToken(found(await this.store.get(this.database, workspace.id, id), 'token'));
  }

  @Delete(':id')
  @Operation({ summary: 'Revoke a token' })
  async delete(@By() by: Caller, @IdOf('token') id: Id): Promise<void> {
    await this.writes.delete(by, id);
  }
}
