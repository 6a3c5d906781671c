import type { Config } from '@millwright/config';
import { CONFIG } from '@millwright/host';
import { Inject, Injectable } from '@nestjs/common';
import type { CallHandler, ExecutionContext, NestInterceptor } from '@nestjs/common';
import type { Observable } from 'rxjs';
import type { AdminRequest } from './admin-request.ts';
import { readBody } from './read-body.ts';

/** Reads the body, once the guard has let the request in. */
@Injectable()
export class BodyInterceptor implements NestInterceptor {
  private readonly maxBytes: number;

  constructor(@Inject(CONFIG) { limits }: Config) {
    this.maxBytes = limits.adminBodyBytes;
  }

  async intercept(context: ExecutionContext, next: CallHandler): Promise<Observable<unknown>> {
    const request = context.switchToHttp().getRequest<AdminRequest>();
    request.bodyText = await readBody(request, this.maxBytes);
    return next.handle();
  }
}
