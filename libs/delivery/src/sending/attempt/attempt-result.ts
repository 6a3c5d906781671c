import type { DeliveryErrorCode } from '../delivery.errors.ts';

/** What came of one attempt, as it is kept. */
export interface AttemptResult {
  url: string;
  durationMs: number;
  statusCode: number | null;
  /** With values of the endpoint's own masked; null: it did not come to a request. */
  requestHeaders: Record<string, string> | null;
  responseHeaders: Record<string, string> | null;
  responseBody: string | null;
  isTruncated: boolean;
  remoteAddress: string | null;
  /** Null: a success. */
  error: { code: DeliveryErrorCode; message: string } | null;
  /** When the receiver wants to be asked again, at the latest a day after its answer. */
  retryAt: Date | null;
}

/** What an attempt has before anything was sent. */
export const nothingSent: Omit<AttemptResult, 'url' | 'durationMs' | 'error'> = {
  statusCode: null,
  requestHeaders: null,
  responseHeaders: null,
  responseBody: null,
  isTruncated: false,
  remoteAddress: null,
  retryAt: null,
};
