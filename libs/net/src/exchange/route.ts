import type { Agent } from 'undici';
import type { Agents, ConnectionKind } from '../connect/agents.ts';
import type { Dialer } from '../connect/dialer.ts';
import { type Proxy, proxyAuthorizationOf } from '../connect/proxy.ts';
import { TunnelRefusedError } from '../connect/tunnel.ts';
import { NetError } from '../net.errors.ts';
import type { Hop } from './hop.ts';
import { type HopAnswer, sendHop } from './send-hop.ts';

/** The way that the requests of one exchange take. */
export interface Route {
  send(hop: Hop, signal: AbortSignal): Promise<HopAnswer>;
  /** To be called once, after the last answer was read. */
  end(): Promise<void>;
}

/** Straight to the host. */
export function directRoute(agents: Agents, kind: ConnectionKind): Route {
  return {
    send: async (hop, signal) => sendHop(await agents.kept(kind), hop, signal),
    end: () => Promise.resolve(),
  };
}

/**
 * By a proxy, which is asked to connect to the address that we checked. A proxy that tunnels to no plain HTTP is asked
 * to forward the request instead; it then resolves the name on its own, so only where that opens nothing: see
 * {@link mayForward}.
 */
export function proxyRoute(
  { agents, dialer, proxy }: { agents: Agents; dialer: Dialer; proxy: Proxy },
  kind: ConnectionKind,
): Route {
  let tunnelling: Agent | undefined;
  let forwarding: Agent | undefined;
  return {
    async send(hop, signal) {
      tunnelling ??= await agents.through(kind, proxy, { withoutTunnel: false });
      try {
        return await sendHop(tunnelling, hop, signal);
      } catch (error) {
        const refused = error instanceof TunnelRefusedError;
        if (!refused || !(await mayForward(dialer, proxy, hop.url, signal))) throw error;
      }
      forwarding ??= await agents.through(kind, proxy, { withoutTunnel: true });
      return forward(forwarding, proxy, hop, signal);
    },
    async end() {
      if (tunnelling) await agents.destroy(tunnelling);
      if (forwarding) await agents.destroy(forwarding);
    },
  };
}

async function forward(
  agent: Agent,
  proxy: Proxy,
  hop: Hop,
  signal: AbortSignal,
): Promise<HopAnswer> {
  const authorization = proxyAuthorizationOf(proxy);
  const answer = await sendHop(agent, hop, signal, {
    path: `${hop.url.origin}${hop.url.pathname}${hop.url.search}`,
    headers: authorization ? ['proxy-authorization', authorization] : [],
  });
  if (answer.status !== 407) return answer;
  answer.body.destroy();
  const place = `${proxy.host}:${proxy.port}`;
  throw new NetError('remote_rejected', `the proxy ${place} answered 407: give it credentials`);
}

/**
 * A proxy inside, open by NET_ALLOW alone, must not be led by a stranger's name server to another address than the one
 * checked here. A public proxy reaches nothing of ours, and an address or a listed name leads nowhere else.
 */
async function mayForward(
  dialer: Dialer,
  proxy: Proxy,
  { protocol, hostname }: URL,
  signal: AbortSignal,
): Promise<boolean> {
  if (protocol !== 'http:' || proxy.protocol === 'socks5:') return false;
  if (dialer.mayBeResolvedElsewhere(hostname.replace(/^\[(.*)\]$/, '$1'))) return true;
  return !dialer.isOpenedByList(proxy.host, await dialer.addressesOf(proxy.host, signal));
}
