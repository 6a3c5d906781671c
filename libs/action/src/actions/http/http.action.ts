import type { RawJson } from '@millwright/kernel';
import { basicOf, NetError, type OutboundRequest, type OutboundResponse } from '@millwright/net';
import type { Action, ActionContext, ActionOutcome } from '../../action.ts';
import { ActionError } from '../../action.errors.ts';
import { textAt } from '../../options/text-at.ts';
import { failed } from '../../outcome.ts';
import { retryAfterMsOf } from '../../retry-after.ts';
import { RequestHeaders } from './http-headers.ts';
import { httpResultOf } from './http-result.ts';
import { type HttpOptions, httpOptions } from './http.options.ts';
import { bodyOf, formWithFiles } from './request-body.ts';

const MAX_ANSWER_BYTES = 20_000_000;
const KEYED_METHODS = new Set(['POST', 'PATCH']);

/** Sends one HTTP request to anywhere the address rules permit. Any answer is a success, unless `error_on_5xx`. */
export const http = {
  name: 'http',
  where: 'outside',
  options: httpOptions,
  secretOptions: ['url', 'headers', 'body', 'proxy', 'basic_auth'],
  targetIn: hostIn,
  async perform(options, context) {
    const headers = new RequestHeaders(options.headers);
    const request = await requestOf(options, headers, context);
    const answer = await ask(request, context);
    const outcome = outcomeOf(answer, options, context);
    return headers.warnings.length === 0 ? outcome : { ...outcome, warnings: headers.warnings };
  },
} satisfies Action<HttpOptions>;

/** The host that is asked first. Behind a reference to a secret there is none to be seen. */
function hostIn(options: RawJson): string | undefined {
  const url = textAt(options, 'url') ?? '';
  return URL.canParse(url) ? new URL(url).host : undefined;
}

async function requestOf(
  options: HttpOptions,
  headers: RequestHeaders,
  context: ActionContext,
): Promise<OutboundRequest> {
  const { method, url, files, basicAuth, proxy } = options;
  const body =
    files.size > 0
      ? await formWithFiles(options.body, files, context)
      : bodyOf(options.body, headers.first('content-type'));
  if (body.contentType !== undefined && files.size > 0)
    headers.set('Content-Type', body.contentType);
  else if (body.contentType !== undefined) headers.setDefault('Content-Type', body.contentType);
  headers.setDefault('Accept', '*/*');
  if (KEYED_METHODS.has(method)) headers.setDefault('Idempotency-Key', context.actionRunId);
  if (basicAuth) headers.set('Authorization', basicOf(basicAuth.username, basicAuth.password));

  return {
    method,
    url,
    headers: headers.toRecord(),
    ...(body.content === undefined ? {} : { body: body.content }),
    timeoutMs: options.timeoutMs,
    maxResponseBytes: MAX_ANSWER_BYTES,
    followRedirects: options.followRedirects,
    verifyTls: options.verify,
    ...(proxy === undefined ? {} : { proxy }),
    signal: context.signal,
  };
}

async function ask(request: OutboundRequest, { net }: ActionContext): Promise<OutboundResponse> {
  try {
    return await net.request(request);
  } catch (error) {
    if (!(error instanceof NetError) || error.code !== 'invalid_request') throw error;
    throw new ActionError('invalid_options', `options: ${error.message}`, { cause: error });
  }
}

function outcomeOf(
  answer: OutboundResponse,
  { errorOn5xx }: HttpOptions,
  { clock }: ActionContext,
): ActionOutcome {
  const result = httpResultOf(answer);
  if (!errorOn5xx || answer.status < 500) return { ok: true, result };
  const retryAfterMs = retryAfterMsOf(answer.headers, clock.now());
  const { host } = new URL(answer.url);
  return {
    ...failed('remote_unavailable', `${host} answered ${answer.status}`),
    result,
    retry: true,
    ...(retryAfterMs === undefined ? {} : { retryAfterMs }),
  };
}
