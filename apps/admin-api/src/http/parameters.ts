import { isUuid, storableText } from '@millwright/kernel';
import type { Id } from '@millwright/kernel';
import { createParamDecorator } from '@nestjs/common';
import type { ExecutionContext } from '@nestjs/common';
import { addressOf } from './admin-request.ts';
import type { AdminRequest, Caller } from './admin-request.ts';
import { operationOf } from './operation.ts';
import { parseBody, parseFields } from './parse-fields.ts';
import { ProblemError } from './problem.ts';

const requestOf = (context: ExecutionContext): AdminRequest =>
  context.switchToHttp().getRequest<AdminRequest>();

const shapeOf = (context: ExecutionContext) => operationOf(context.getHandler())!;

/** The body, checked by the operation's schema. */
export const Given = createParamDecorator((_none: unknown, context: ExecutionContext): unknown =>
  parseBody(shapeOf(context).body!, requestOf(context).bodyText ?? ''),
);

/** The body as the text it came in, for those that read it by themselves. */
export const BodyText = createParamDecorator(
  (_none: unknown, context: ExecutionContext): string => requestOf(context).bodyText ?? '',
);

/** The query, checked by the operation's schema. */
export const Asked = createParamDecorator((_none: unknown, context: ExecutionContext): unknown =>
  parseFields(shapeOf(context).query!, { ...requestOf(context).query }),
);

/** Who calls, from where, in which Workspace. */
export const By = createParamDecorator((_none: unknown, context: ExecutionContext): Caller => {
  const request = requestOf(context);
  return {
    principal: request.principal!,
    address: addressOf(request),
    workspace: request.workspace!,
  };
});

/** A key or an id in the address, as it stands there. */
export const NameOf = createParamDecorator((_none: unknown, context: ExecutionContext): string => {
  const name = String(requestOf(context).params['id']);
  return isUuid(name) ? name.toLowerCase() : storableText(name);
});

/** An id in the address, in lower case. What is no UUID names nothing: 404. */
export const IdOf = createParamDecorator((noun: string, context: ExecutionContext): Id => {
  const id = String(requestOf(context).params['id']).toLowerCase();
  if (!isUuid(id)) throw new ProblemError('not_found', `there is no such ${noun}`);
  return id;
});
