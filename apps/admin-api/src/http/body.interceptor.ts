import { Injectable } from '@nestjs/common';
import type { CallHandler, ExecutionContext, NestInterceptor } from '@nestjs/common';
import type { Observable } from 'rxjs';
import type { AdminRequest } from './admin-request.ts';
import { readBody } from './read-body.ts';

/** Reads the body, once the guard has let the request in. */
@Injectable()
export class BodyInterceptor implements NestInterceptor {
  async intercept(context: ExecutionContext, next: CallHandler): Promise<Observable<unknown>> {
    const request = context.switchToHttp().getRequest<AdminRequest>();
    request.bodyText = await readBody(request);
    return next.handle();
  }
}
