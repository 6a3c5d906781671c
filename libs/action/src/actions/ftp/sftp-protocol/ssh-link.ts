import type { Socket } from 'node:net';
import { addAbortSignal } from 'node:stream';
import { messageOf, MillwrightError } from '@millwright/kernel';
import { NetError } from '@millwright/net';
import type { Client, ClientErrorExtensions } from 'ssh2';
import { ActionError } from '../../../action.errors.ts';

const FAREWELL_MS = 2_000;

type Done<T> = (error: Error | null | undefined, value: T) => void;

/**
 * An SSH client over a connection that somebody else made. Whatever is waited for ends when the connection does, with
 * the first thing that went wrong.
 */
export class SshLink {
  private readonly waiting = new Set<(error: Error) => void>();
  private ended: Error | undefined;

  constructor(
    private readonly client: Client,
    private readonly socket: Socket,
    { place, idleMs, signal }: { place: string; idleMs: number; signal: AbortSignal },
  ) {
    const late = (): Error =>
      new NetError('timeout', `${place} said nothing for ${idleMs / 1000} s`);
    addAbortSignal(signal, socket);
    socket.setTimeout(idleMs, () => this.end(late()));
    client.on('error', (error: Error & ClientErrorExtensions) => this.end(faultOf(place, error)));
    client.on('close', () => this.end(new NetError('network', `${place} closed the connection`)));
  }

  /** What `start` answers. @throws the end of the connection, or what `start` answers in its place */
  ask<T>(start: (done: Done<T>) => void): Promise<T> {
    return new Promise((resolve, reject) => {
      if (this.ended) return reject(this.ended);
      this.waiting.add(reject);
      start((error, value) => {
        this.waiting.delete(reject);
        if (this.ended || error) reject(this.ended ?? error!);
        else resolve(value);
      });
    });
  }

  /** Ends the connection; the first reason counts. */
  end(reason: Error): void {
    if (this.ended) return;
    this.ended = reason;
    for (const reject of this.waiting) reject(reason);
    this.waiting.clear();
    this.client.destroy();
    this.socket.destroy();
  }

  /** Takes leave and ends. */
  close(): void {
    this.client.end();
    this.ended ??= new NetError('network', 'the connection was ended');
    this.socket.setTimeout(FAREWELL_MS, () => this.socket.destroy()).destroySoon();
  }

  drop(): void {
    this.end(new NetError('network', 'the connection was ended'));
  }
}

function faultOf(place: string, error: Error & ClientErrorExtensions): Error {
  if (error instanceof MillwrightError) return error;
  const said = messageOf(error);
  switch (error.level) {
    case 'client-authentication':
      return new ActionError('remote_rejected', `${place} refuses the login: ${said}`);
    case 'handshake':
      return new ActionError('remote_rejected', `${place} speaks no SSH that we do: ${said}`);
    case 'client-timeout':
      return new NetError('timeout', `${place} did not let us in in time: ${said}`);
    default:
      return new NetError('network', `the connection to ${place} broke off: ${said}`, {
        cause: error,
      });
  }
}
