import { randomUUID } from 'node:crypto';
import type { IncomingMessage, ServerResponse } from 'node:http';

/** Middleware: every answer has an id that we made, whatever the client sent. */
export function giveRequestId(
  _request: IncomingMessage,
  response: ServerResponse,
  next: () => void,
): void {
  response.setHeader('x-request-id', randomUUID());
  next();
}
