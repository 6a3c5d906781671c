import { newId } from '@millwright/kernel';
import type { NextFunction, Request, Response } from 'express';
import type { AdminRequest } from './admin-request.ts';

/** Gives every request an id, which its answer names. */
export function giveRequestId(request: Request, response: Response, next: NextFunction): void {
  const requestId = newId();
  (request as AdminRequest).requestId = requestId;
  response.setHeader('x-request-id', requestId);
  next();
}
