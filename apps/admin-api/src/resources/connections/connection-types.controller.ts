import { Get } from '@nestjs/common';
import { Operation } from '../../http/operation.ts';
import { WorkspaceResource } from '../../http/resource-controller.ts';
import { connectionTypesPage, showConnectionTypes } from './connection.dto.ts';

/** What Connections there can be. */
@WorkspaceResource('connections', 'connection-types')
export class ConnectionTypesController {
  @Get()
  @Operation({
    summary: 'List the types of Connections with their fields',
    answer: connectionTypesPage,
  })
  list() {
    return showConnectionTypes();
  }
}
