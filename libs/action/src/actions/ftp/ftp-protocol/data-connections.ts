import type { Socket } from 'node:net';
import { NetError, type OutboundHttp } from '@millwright/net';
import { ActionError } from '../../../action.errors.ts';
import type { Transcript } from '../session/transcript.ts';
import type { ControlConnection } from './control-connection.ts';
import { askForPort } from './passive-port.ts';

/** Where data connections go: to the host of the control connection, never to one that an answer names. */
export interface DataTarget {
  /** As it was given. */
  host: string;
  /** Where the control connection led. */
  address: string;
}

/** Opens data connections in passive mode: by EPSV, or by PASV where a server or a firewall does not know that. */
export class DataConnections {
  private command: 'EPSV' | 'PASV' = 'EPSV';

  constructor(
    private readonly control: ControlConnection,
    private readonly target: DataTarget,
    private readonly context: {
      net: OutboundHttp;
      signal: AbortSignal;
      transcript: Transcript;
      connectMs: number;
    },
  ) {}

  /** @throws ActionError, NetError */
  async open(): Promise<Socket> {
    const { control, command } = this;
    const { transcript } = this.context;
    try {
      return await this.connect(await askForPort(control, { command, transcript }));
    } catch (error) {
      const isUnusable =
        (error instanceof ActionError && error.code === 'remote_rejected') ||
        (error instanceof NetError && error.reason !== undefined && error.retry);
      if (command === 'PASV' || !isUnusable) throw error;
      this.command = 'PASV';
      return this.open();
    }
  }

  private async connect(port: number): Promise<Socket> {
    const { host, address } = this.target;
    try {
      return await this.dial(address, port);
    } catch (error) {
      // NET_ALLOW may open the host by its name alone.
      const isForbidden = error instanceof NetError && error.code === 'address_forbidden';
      if (!isForbidden || host === address) throw error;
      return this.dial(host, port);
    }
  }

  private dial(host: string, port: number): Promise<Socket> {
    const { net, connectMs, signal } = this.context;
    return net.connect({ host, port }, { tls: null, connectTimeoutMs: connectMs, signal });
  }
}
