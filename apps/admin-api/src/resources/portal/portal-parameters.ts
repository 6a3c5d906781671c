import type { Id } from '@millwright/kernel';
import { isUuid } from '@millwright/kernel';
import { createParamDecorator } from '@nestjs/common';
import type { ExecutionContext } from '@nestjs/common';
import { ProblemError } from '../../http/problem.ts';
import type { PortalRequest } from './portal.guard.ts';

const requestOf = (context: ExecutionContext): PortalRequest =>
  context.switchToHttp().getRequest<PortalRequest>();

/** The endpoints that the link is good for. */
export const PortalEndpoints = createParamDecorator(
  (_none: unknown, context: ExecutionContext): readonly Id[] => requestOf(context).portalEndpoints!,
);

/** The endpoint in the address. One that the link is not good for is not there: 404. */
export const PortalEndpoint = createParamDecorator(
  (_none: unknown, context: ExecutionContext): Id => {
    const { params, portalEndpoints } = requestOf(context);
    const id = String(params['id']).toLowerCase();
    if (isUuid(id) && portalEndpoints!.includes(id)) return id;
    throw new ProblemError('not_found', 'there is no such endpoint');
  },
);
