import type { Config } from '@millwright/config';
import {
  bodyTypeOf,
  callBodyOf,
  fingerprintOf,
  idempotencyKeyOf,
  JobProblem,
  Parameters,
  type BatchAddress,
  type CalledWorkspace,
  type KeyOfCall,
} from '@millwright/job';
import type { RawJson } from '@millwright/kernel';
import type { JobExchange } from '../api/job-exchange.ts';
import type { JobSender } from '../api/job-sender.ts';
import { refuseReadOnly } from '../reading/readable-job.ts';
import { orThrow } from './call-reader.ts';

/** What every request for a batch says. */
export interface BatchRequest {
  /** The body: valid JSON. */
  readonly body: RawJson;
  /** For the whole body; undefined: it has none. */
  readonly key: KeyOfCall | undefined;
  readonly queueLimit: number | undefined;
}

/** Reads a request for a batch, if its sender may start anything. @throws JobProblem, ClientGoneError */
export async function batchRequestOf(
  exchange: JobExchange,
  { who }: JobSender,
  { settings }: CalledWorkspace,
  action: BatchAddress['action'],
  limits: Config['limits'],
): Promise<BatchRequest> {
  refuseReadOnly(who);
  const queueLimit = new Parameters(exchange.query).integer('queue_limit', 0, Infinity);
  const key = orThrow(idempotencyKeyOf(exchange.headers));
  const type = orThrow(bodyTypeOf(exchange.headers));
  if (type.format !== 'json') {
    throw new JobProblem('unsupported_media_type', 'a batch is JSON: send application/json');
  }
  const limitBytes = settings.max_body_bytes;
  const bytes = await exchange.body(limitBytes);
  const { value, raw } = orThrow(await callBodyOf(bytes, type, limitBytes, limits));
  const fingerprint = (): string =>
    fingerprintOf({
      target: action,
      contentType: exchange.headers['content-type']?.[0],
      bytes: raw ?? bytes,
      payload: null,
      query: undefined,
    });
  return {
    body: value,
    key: key === undefined ? undefined : { owner: who.owner, key, fingerprint: fingerprint() },
    queueLimit,
  };
}
