import type { System } from '../system/system.ts';

/** An answer of the API, its text kept for checks of digits and order. */
export interface ApiAnswer<Body> {
  status: number;
  headers: Headers;
  text: string;
  body: Body;
}

/** The admin API, as somebody with the admin's token uses it. */
export class Api {
  constructor(
    private readonly system: Pick<System, 'adminUrl' | 'token'>,
    private readonly workspace = 'main',
  ) {}

  /** Sends a request below the Workspace; a string body is sent as it is. */
  async send<Body = Record<string, unknown>>(
    method: string,
    path: string,
    body?: unknown,
  ): Promise<ApiAnswer<Body>> {
    const { adminUrl, token } = this.system;
    const answer = await fetch(`${adminUrl}/api/v1/workspaces/${this.workspace}${path}`, {
      method,
      headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
      ...(body === undefined
        ? {}
        : { body: typeof body === 'string' ? body : JSON.stringify(body) }),
    });
    const text = await answer.text();
    return {
      status: answer.status,
      headers: answer.headers,
      text,
      body: (text === '' ? undefined : JSON.parse(text)) as Body,
    };
  }

  /** Reads, and fails on anything but a 200. */
  async get<Body>(path: string): Promise<Body> {
    const { status, body, text } = await this.send<Body>('GET', path);
    if (status !== 200) throw new Error(`GET ${path}: ${status} ${text}`);
    return body;
  }

  /** Writes, and fails on anything but a 2xx. */
  async write<Body = { id: string }>(method: string, path: string, body?: unknown): Promise<Body> {
    const answer = await this.send<Body>(method, path, body);
    if (answer.status >= 300) throw new Error(`${method} ${path}: ${answer.status} ${answer.text}`);
    return answer.body;
  }
}
