import { newSecretId, type Id } from '@millwright/kernel';
import type { SeenRequest } from '../requests/seen-request.ts';

/** A request that was refused because nothing signed it, unless `changes` says otherwise. */
export const seenRequest = (
  workspaceId: Id,
  webhookId: Id,
  changes: Partial<SeenRequest> = {},
): SeenRequest => ({
  requestId: newSecretId(),
  workspaceId,
  webhookId,
  receivedMs: Date.now(),
  provider: 'github',
  method: 'POST',
  url: 'https://hooks.example/webhooks/1',
  ip: '203.0.113.7',
  headers: { 'content-type': ['application/json'] },
  body: Buffer.from('{}'),
  bodyBytes: 2,
  status: 401,
  reason: 'signature_missing',
  handshake: null,
  ...changes,
});
