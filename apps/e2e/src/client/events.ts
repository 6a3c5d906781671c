import { EventSource } from 'eventsource';

/** A message of a job's stream. */
export type JobMessage = { type: string; at: number } & Record<string, unknown>;

/** A stream as a browser follows it. */
export interface FollowedStream {
  /** What has come so far. */
  readonly messages: JobMessage[];
  /** Everything, once the server has closed. */
  readonly ended: Promise<JobMessage[]>;
  close(): void;
}

/** Follows a stream. A browser would open it again when the server closes it; here that is the end. */
export function follow(url: string, token: string): FollowedStream {
  const messages: JobMessage[] = [];
  const source = new EventSource(url, {
    fetch: (input, init) =>
      fetch(input, { ...init, headers: { ...init.headers, authorization: `Bearer ${token}` } }),
  });
  source.addEventListener('message', ({ data }) => {
    messages.push({ ...(JSON.parse(String(data)) as JobMessage), at: Date.now() });
  });
  const ended = new Promise<JobMessage[]>((resolve) => {
    source.addEventListener('error', () => {
      source.close();
      resolve(messages);
    });
  });
  return { messages, ended, close: () => source.close() };
}
