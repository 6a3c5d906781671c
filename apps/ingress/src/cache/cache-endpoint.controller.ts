import { createHash } from 'node:crypto';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { All, Controller, Param, Req, Res } from '@nestjs/common';
import { CacheEndpointStore, CacheStore } from '@millwright/cache';
import { Database } from '@millwright/database';
import { isUuid } from '@millwright/kernel';
import { PROBLEM_TYPE, problemText } from '../http/problem.ts';

const ALLOW = 'GET, HEAD, OPTIONS';

/** `GET /cache/{id}`: the value under a cache key, for anyone who knows the id. */
@Controller('cache')
export class CacheEndpointController {
  constructor(
    private readonly database: Database,
    private readonly endpoints: CacheEndpointStore,
    private readonly cache: CacheStore,
  ) {}

  @All(':id')
  async serve(
    @Param('id') id: string,
    @Req() request: IncomingMessage,
    @Res() response: ServerResponse,
  ): Promise<void> {
    response.setHeader('cache-control', 'no-store');
    response.setHeader('access-control-allow-origin', '*');
    response.setHeader('access-control-expose-headers', 'etag, x-request-id');
    if (request.method === 'OPTIONS') return allow(request, response);
    if (request.method !== 'GET' && request.method !== 'HEAD') return refuse(response);
    answer(request, response, await this.valueUnder(id));
  }

  /** JSON text; undefined when there is no such endpoint, or nothing under its key. */
  private async valueUnder(id: string): Promise<string | undefined> {
    if (!isUuid(id)) return undefined;
    const endpoint = await this.endpoints.byId(this.database, id);
    if (endpoint === undefined || !endpoint.enabled) return undefined;
    const entry = await this.cache.entry(this.database, endpoint.workspaceId, endpoint.key);
    return entry?.value;
  }
}

function allow(request: IncomingMessage, response: ServerResponse): void {
  const requested = request.headers['access-control-request-headers'];
  response.setHeader('access-control-allow-methods', ALLOW);
  if (requested !== undefined) response.setHeader('access-control-allow-headers', requested);
  response.setHeader('access-control-max-age', '86400');
  response.writeHead(204).end();
}

function refuse(response: ServerResponse): void {
  const requestId = String(response.getHeader('x-request-id'));
  response.writeHead(405, { allow: ALLOW, 'content-type': PROBLEM_TYPE });
  response.end(problemText('method_not_allowed', 'a cache endpoint is only read', requestId));
}

function answer(
  request: IncomingMessage,
  response: ServerResponse,
  value: string | undefined,
): void {
  const body = Buffer.from(value ?? 'null');
  if (value !== undefined) {
    const etag = `"${createHash('sha256').update(body).digest('base64url')}"`;
    response.setHeader('etag', etag);
    if (matches(request.headers['if-none-match'], etag)) return void response.writeHead(304).end();
  }
  response.writeHead(value === undefined ? 404 : 200, {
    'content-type': 'application/json; charset=utf-8',
    'content-length': body.length,
  });
  response.end(body);
}

/** Whether the client has this very value: `If-None-Match` compares weakly, and `*` means any. */
const matches = (header: string | undefined, etag: string): boolean =>
  header !== undefined &&
  header
    .split(',')
    .map((tag) => tag.trim())
    .some((tag) => tag === '*' || tag.replace(/^W\//, '') === etag);
