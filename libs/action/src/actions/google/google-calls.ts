import type { OpenConnection } from '@millwright/connection';
import type { z } from 'zod';
import type { ActionContext } from '../../action.ts';
import { errorOfAnswer, readAnswer } from './google-answers.ts';
import { type GoogleAnswer, googleRequest, type GoogleRequest } from './google-client.ts';

const SESSION_TIMEOUT_MS = 120_000;
const SESSION_ANSWER_BYTES = 1_000_000;

/** Google as one action run calls it: anything but 2xx is an error. */
export class GoogleCalls {
  constructor(
    private readonly connection: OpenConnection<'google'>,
    private readonly context: ActionContext,
  ) {}

  /** @throws ActionError, ConnectionError, NetError */
  async answer(request: GoogleRequest): Promise<GoogleAnswer> {
    return this.accepted(await googleRequest(this.connection, request, this.context));
  }

  /** The answer, read by its schema. @throws as {@link answer} */
  async json<T>(request: GoogleRequest, schema: z.ZodType<T>): Promise<T> {
    return readAnswer(await this.answer(request), schema);
  }

  /**
   * Puts bytes to an address that Google gave for this one use. It authorises by itself, so no token goes to where it
   * points. @throws as {@link answer}
   */
  async put(url: string, body: Buffer): Promise<GoogleAnswer> {
    const { net, signal } = this.context;
    const answer = await net.request({
      method: 'PUT',
      url,
      body,
      timeoutMs: SESSION_TIMEOUT_MS,
      maxResponseBytes: SESSION_ANSWER_BYTES,
      followRedirects: false,
      signal,
    });
    return this.accepted(answer);
  }

  private accepted(answer: GoogleAnswer): GoogleAnswer {
    if (answer.status >= 200 && answer.status <= 299) return answer;
    throw errorOfAnswer(answer, this.connection, this.context.clock.now());
  }
}
