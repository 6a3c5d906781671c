import { createHash } from 'node:crypto';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { All, Controller, Param, Req, Res } from '@nestjs/common';
import { CacheEndpointStore, CacheStore } from '@millwright/cache';
import { Database } from '@millwright/database';
import { isUuid } from '@millwright/kernel';
import { hasAlready, isReading } from '../http/open-reading.ts';

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
    const open = { what: 'a cache endpoint', exposed: 'etag, x-request-id' };
    if (!isReading(request, response, open)) return;
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

function answer(
  request: IncomingMessage,
  response: ServerResponse,
  value: string | undefined,
): void {
  const body = Buffer.from(value ?? 'null');
  if (value !== undefined) {
    const etag = `"${createHash('sha256').update(body).digest('base64url')}"`;
    response.setHeader('etag', etag);
    if (hasAlready(request, etag)) return void response.writeHead(304).end();
  }
  response.writeHead(value === undefined ? 404 : 200, {
    'content-type': 'application/json; charset=utf-8',
    'content-length': body.length,
  });
  response.end(body);
}
