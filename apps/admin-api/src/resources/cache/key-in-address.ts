import { createParamDecorator } from '@nestjs/common';
import type { ExecutionContext } from '@nestjs/common';
import type { Request } from 'express';

/** The rest of the address as one key: slashes belong to it, encoded or not. */
export const KeyInAddress = createParamDecorator(
  (_none: unknown, context: ExecutionContext): string => {
    const { key } = context.switchToHttp().getRequest<Request>().params;
    return [key ?? ''].flat().join('/');
  },
);
