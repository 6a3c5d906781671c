import { GivenConnections, TokensInMemory } from '@millwright/connection/testing';
import { type PeerReply, type ReceivedRequest, startHttpPeer } from '@millwright/testing';
import { FakeClock } from '@millwright/testing';
import type { ActionPorts } from '../../ports/index.ts';
import { DriveInMemory } from './drive-in-memory.ts';
import { answered, type GoogleCall, Refusal, refusal } from './google-error.ts';
import { SheetsInMemory } from './sheets-in-memory.ts';

/** Which requests a test answers itself, and how; `after`: once Google has done what was asked. */
export interface Disturbance {
  on: (call: GoogleCall) => boolean;
  reply: PeerReply;
  after?: boolean;
}

/** What the Connections of tests have as secrets. */
export const GOOGLE_SECRETS = {
  client_secret: 'the-client-secret',
  refresh_token: 'the-refresh-token',
};

/** Drive, Sheets and the token server of Google on loopback. */
export interface GoogleInMemory {
  url: string;
  drive: DriveInMemory;
  sheets: SheetsInMemory;
  /** What came, without requests for tokens: `GET /drive/v3/files`. */
  calls: string[];
  /** The same, whole. */
  received: GoogleCall[];
  /** The access tokens that are good; those that were given. */
  tokens: Set<string>;
  /** Disturbs requests, each disturbance once. */
  disturb(...disturbances: Disturbance[]): void;
  /** What actions need to reach it, by a Connection named `Google`. */
  ports(): Pick<ActionPorts, 'connections' | 'tokens'>;
  close(): Promise<void>;
}

/** Starts a Google of one's own. */
export async function startGoogle(): Promise<GoogleInMemory> {
  const drive = new DriveInMemory(() => peer.url);
  const sheets = new SheetsInMemory(drive);
  const calls: string[] = [];
  const received: GoogleCall[] = [];
  const tokens = new Set<string>();
  const disturbances: Disturbance[] = [];
  const peer = await startHttpPeer((request) => {
    const call = callOf(request);
    const isGrant = call.path === '/token';
    if (!isGrant) {
      calls.push(`${call.method} ${decodeURIComponent(call.path)}`);
      received.push(call);
    }
    const at = disturbances.findIndex(({ on }) => on(call));
    const [disturbance] = at < 0 ? [] : disturbances.splice(at, 1);
    if (disturbance !== undefined && !disturbance.after) return disturbance.reply;
    if (isGrant) return grant(request, tokens);
    const reply = authorized(call, tokens) ? handled(call, drive, sheets) : unauthorized;
    return disturbance?.reply ?? reply;
  });
  const fields = {
    client_id: 'the-client',
    ...GOOGLE_SECRETS,
    token_url: `${peer.url}/token`,
    drive_base_url: peer.url,
    sheets_base_url: peer.url,
    docs_base_url: peer.url,
  };
  return {
    url: peer.url,
    drive,
    sheets,
    calls,
    received,
    tokens,
    disturb: (...more) => void disturbances.push(...more),
    ports: () => ({
      connections: new GivenConnections({ name: 'Google', type: 'google', fields }),
      tokens: new TokensInMemory(new FakeClock()),
    }),
    close: () => peer.close(),
  };
}

function callOf({ method, url, headers, body }: ReceivedRequest): GoogleCall {
  const { pathname: path, searchParams: query } = new URL(url, 'http://google');
  return { method, path, query, headers, body };
}

function grant({ body }: ReceivedRequest, tokens: Set<string>): PeerReply {
  const form = new URLSearchParams(body.toString());
  if (form.get('refresh_token') !== GOOGLE_SECRETS.refresh_token) {
    return answered({ error: 'invalid_grant' }, 400);
  }
  const token = `access-token-number-${tokens.size + 1}`;
  tokens.add(token);
  return answered({ access_token: token, expires_in: 3600, token_type: 'Bearer' });
}

/** The address of an upload's session authorises by itself. */
const authorized = ({ headers, query }: GoogleCall, tokens: Set<string>): boolean =>
  query.has('upload_id') || tokens.has(String(headers['authorization']).replace(/^Bearer /, ''));

const unauthorized = refusal(401, 'Request had invalid authentication credentials.', 'authError');

function handled(call: GoogleCall, drive: DriveInMemory, sheets: SheetsInMemory): PeerReply {
  try {
    return call.path.startsWith('/v4/') ? sheets.handle(call) : drive.handle(call);
  } catch (error) {
    if (error instanceof Refusal) return error.reply;
    throw error;
  }
}
