import type { Agent, Dispatcher } from 'undici';
import type { Hop } from './hop.ts';

/** An answer's head; its body is still to be read or dumped. */
export interface HopAnswer {
  status: number;
  headers: Record<string, string[]>;
  body: Dispatcher.ResponseData['body'];
}

/** Sends one request. `form` changes how it is written for a proxy that forwards instead of tunnelling. */
export async function sendHop(
  agent: Agent,
  { url, method, headers, body }: Hop,
  signal: AbortSignal,
  form: { path?: string; headers?: readonly string[] } = {},
): Promise<HopAnswer> {
  const answer = await agent.request({
    origin: url.origin,
    path: form.path ?? `${url.pathname}${url.search}`,
    method: method,
    headers: [...headers.flat(), ...(form.headers ?? [])],
    body: body ?? null,
    responseHeaders: 'raw',
    signal,
  });
  return {
    status: answer.statusCode,
    headers: groupedHeaders(answer.headers as unknown as string[]),
    body: answer.body,
  };
}

/** Every value of each header, by its lower-case name. */
export function groupedHeaders(raw: readonly string[]): Record<string, string[]> {
  const grouped = new Map<string, string[]>();
  for (let index = 0; index + 1 < raw.length; index += 2) {
    const name = raw[index]!.toLowerCase();
    const values = grouped.get(name);
    if (values) values.push(raw[index + 1]!);
    else grouped.set(name, [raw[index + 1]!]);
  }
  return Object.fromEntries(grouped);
}
