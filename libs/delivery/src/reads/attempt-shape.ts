import type { Id } from '@millwright/kernel';

/** An attempt as it is read. */
export interface AttemptRow {
  id: Id;
  delivery_id: Id;
  number: number;
  manual: boolean;
  url: string;
  started_at: Date;
  duration_ms: number | null;
  status_code: number | null;
  request_headers: Record<string, string> | null;
  response_headers: Record<string, string> | null;
  response_body: string | null;
  response_truncated: boolean;
  remote_address: string | null;
  error_code: string | null;
  error_message: string | null;
}

/** The columns of an {@link AttemptRow}. */
export const attemptColumns = `a.id, a.delivery_id, a.number, a.is_manual as manual, a.url, a.started_at, a.duration_ms,
  a.status_code, a.request_headers, a.response_headers, a.response_body, a.is_truncated as response_truncated,
  a.remote_address, a.error_code, a.error_message`;

/** An attempt as the API shows it. What is secret in its headers was masked before it was stored. */
export const attemptShape = ({ error_code: code, error_message: message, ...row }: AttemptRow) => ({
  ...row,
  error: code === null ? null : { code, message: message ?? '' },
});

export type AttemptShape = ReturnType<typeof attemptShape>;
