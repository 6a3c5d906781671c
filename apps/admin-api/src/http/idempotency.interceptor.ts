import { IdempotencyStore } from '@millwright/access';
import { Database } from '@millwright/database';
import { jsonMembersOf, sha256Hex, stringifyJson } from '@millwright/kernel';
import { Injectable } from '@nestjs/common';
import type { CallHandler, ExecutionContext, NestInterceptor } from '@nestjs/common';
import type { Response } from 'express';
import { lastValueFrom, of } from 'rxjs';
import type { Observable } from 'rxjs';
import type { AdminRequest } from './admin-request.ts';
import { operationOf } from './operation.ts';
import { ProblemError } from './problem.ts';

const VISIBLE_ASCII = /^[\x21-\x7e]{1,255}$/;

/** One write, one effect for each `Idempotency-Key`: whoever comes again gets the answer that was given. */
@Injectable()
export class IdempotencyInterceptor implements NestInterceptor {
  private readonly keys = new IdempotencyStore();

  constructor(private readonly database: Database) {}

  async intercept(context: ExecutionContext, next: CallHandler): Promise<Observable<unknown>> {
    const request = context.switchToHttp().getRequest<AdminRequest>();
    const header = request.headers['idempotency-key'];
    if (header === undefined || request.method === 'GET' || request.method === 'HEAD') {
      return next.handle();
    }
    const held = { owner: ownerOf(request), key: keyOf(String(header)) };
    const taken = await this.keys.take(this.database, held.owner, held.key, fingerprintOf(request));
    const response = context.switchToHttp().getResponse<Response>();
    switch (taken.is) {
      case 'new':
        return of(await this.performed(held, context, next));
      case 'answered':
        response.status(taken.answer.status).setHeader('idempotent-replayed', 'true');
        response.setHeader('content-type', 'application/json; charset=utf-8');
        return of(taken.answer.body ?? undefined);
      case 'in_progress':
        throw new ProblemError(
          'idempotency_key_in_use',
          'the first request with this key has not been answered; if it never was, look at what it did and take a new key',
        );
      case 'reused':
        throw new ProblemError('idempotency_key_reused', 'this key belongs to another request');
    }
  }

  private async performed(
    held: HeldKey,
    context: ExecutionContext,
    next: CallHandler,
  ): Promise<string | undefined> {
    const body = await this.answerOf(held, next);
    const { statusCode: status } = context.switchToHttp().getResponse<Response>();
    const kept = { status, body: keptOf(body, context) };
    await this.keys.keep(this.database, held.owner, held.key, kept);
    return body;
  }

  /** A refused request did nothing, so that its key is free again. */
  private async answerOf(held: HeldKey, next: CallHandler): Promise<string | undefined> {
    try {
      const answer: unknown = await lastValueFrom(next.handle(), { defaultValue: undefined });
      return answer as string | undefined;
    } catch (error) {
      await this.keys.release(this.database, held.owner, held.key);
      throw error;
    }
  }
}

interface HeldKey {
  owner: string;
  key: string;
}

/** A bare key, or a structured-field string of one. */
function keyOf(header: string): string {
  const quoted = /^"((?:[^"\\]|\\["\\])*)"$/.exec(header.trim());
  const key = quoted === null ? header.trim() : quoted[1]!.replace(/\\(.)/g, '$1');
  if (VISIBLE_ASCII.test(key)) return key;
  throw new ProblemError('idempotency_key_invalid', 'a key has 1 to 255 visible ASCII characters');
}

const ownerOf = ({ principal, workspace }: AdminRequest): string =>
  `${workspace?.id ?? 'instance'}/${principal!.owner}`;

const fingerprintOf = ({ method, originalUrl, bodyText }: AdminRequest): string =>
  sha256Hex(`${method} ${originalUrl}\n${bodyText ?? ''}`);

/** The answer without what is shown only once. */
function keptOf(body: string | undefined, context: ExecutionContext): string | null {
  const secret = operationOf(context.getHandler())?.secretMembers ?? [];
  if (body === undefined || secret.length === 0) return body ?? null;
  const members = jsonMembersOf(body)!;
  for (const name of secret) members.delete(name);
  return stringifyJson(members);
}
