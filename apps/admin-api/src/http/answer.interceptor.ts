import { stringifyJson } from '@millwright/kernel';
import { Injectable } from '@nestjs/common';
import type { CallHandler, ExecutionContext, NestInterceptor } from '@nestjs/common';
import type { Response } from 'express';
import { map } from 'rxjs';
import type { Observable } from 'rxjs';

/** Writes answers as JSON text that keeps the digits of payloads. */
@Injectable()
export class AnswerInterceptor implements NestInterceptor {
  intercept(context: ExecutionContext, next: CallHandler): Observable<string | undefined> {
    const response = context.switchToHttp().getResponse<Response>();
    response.setHeader('cache-control', 'no-store');
    return next.handle().pipe(
      map((answer: unknown) => {
        if (answer === undefined) return undefined;
        response.setHeader('content-type', 'application/json; charset=utf-8');
        return stringifyJson(answer);
      }),
    );
  }
}
