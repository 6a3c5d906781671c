import type { HttpClient, Received } from './http-client.ts';

/** What a request to the job API may say beside method and path. */
export interface JobAsking {
  /** Sent as a Bearer token. */
  token?: string | undefined;
  /** Sent as JSON. */
  json?: unknown;
  headers?: Record<string, string>;
}

/** Asks the job API at a path below `/api/`. */
export function askJobs(
  client: HttpClient,
  method: string,
  path: string,
  { token, json, headers }: JobAsking = {},
): Promise<Received> {
  return client.send(`/api/${path}`, {
    method,
    headers: { ...(token !== undefined && { authorization: `Bearer ${token}` }), ...headers },
    ...(json !== undefined && { body: JSON.stringify(json) }),
  });
}
