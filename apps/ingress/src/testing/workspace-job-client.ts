import type { Received, Sent } from './http-client.ts';
import type { TestIngress } from './test-ingress.ts';

/** For `ADMIN_TOKEN`. */
export const TEST_ADMIN_TOKEN = 'the-admin-token-of-these-tests';

/** A client of the job API of one Workspace, as the holder of a token. */
export class WorkspaceJobClient {
  constructor(
    private readonly ingress: TestIngress,
    readonly token: string = TEST_ADMIN_TOKEN,
    private readonly workspaceId: string = ingress.workspaceId,
  ) {}

  /** `path` below `/api/w/{workspace}/`. */
  send(path: string, sent: Sent = {}): Promise<Received> {
    const headers = { authorization: `Bearer ${this.token}`, ...sent.headers };
    const address = `/api/w/w-${this.workspaceId}/${path}`;
    return this.ingress.client.send(address, { method: 'GET', ...sent, headers });
  }

  /** The JSON of a 200. */
  async get<Answer = unknown>(path: string): Promise<Answer> {
    const { status, text } = await this.send(path);
    if (status !== 200) throw new Error(`${path} answers ${status}: ${text}`);
    return JSON.parse(text) as Answer;
  }

  /** `<status> <code>` of a problem. */
  async problem(path: string, sent: Sent = {}): Promise<string> {
    const { status, text } = await this.send(path, sent);
    return `${status} ${(JSON.parse(text) as { code: string }).code}`;
  }
}
