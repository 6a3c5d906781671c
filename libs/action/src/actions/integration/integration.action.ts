import { stringifyJson } from '@millwright/kernel';
import type { Action } from '../../action.ts';
import { RequestHeaders } from '../http/http-headers.ts';
import type { Integration, IntegrationName } from './integration.ts';
import { type IntegrationOptions, integrationOptions } from './integration.options.ts';
import { callService } from './service-call.ts';

/** The action that calls an integration's API as a task words it. */
export function integrationAction<Name extends IntegrationName>(
  integration: Integration<Name>,
): Action<IntegrationOptions> {
  const { name } = integration;
  return {
    name,
    where: 'outside',
    connection: { types: [name] },
    options: integrationOptions(integration),
    async perform({ account, method, path, headers: given, body }, context) {
      const wanted = { types: [name], account, asker: `the ${name} action` };
      const connection = await context.connections.open(context.workspaceId, wanted);
      const headers = new RequestHeaders(given);
      headers.setDefault('Accept', 'application/json');
      if (body !== undefined) headers.setDefault('Content-Type', 'application/json');
      const outcome = await callService(
        {
          connection,
          tokens: integration.tokensOf(connection, context),
          method,
          url: integration.urlOf(connection.fields, path),
          headers: headers.toRecord(),
          body: typeof body === 'object' ? stringifyJson(body) : body,
          refusalIn: (answer) => integration.refusalIn?.(answer, connection),
        },
        context,
      );
      return headers.warnings.length === 0 ? outcome : { ...outcome, warnings: headers.warnings };
    },
  };
}
