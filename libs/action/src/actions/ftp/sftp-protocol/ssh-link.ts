import type { Socket } from 'node:net';
import { addAbortSignal } from 'node:stream';
import { messageOf, MillwrightError } from '@millwright/kernel';
import { NetError } from '@millwright/net';
import type { Client, ClientErrorExtensions } from 'ssh2';
import { ActionError } from '../../../action.errors.ts';

const FAREWELL_MS = 2_000;

/** What will not pass, by the stage in which ssh2 says that it was. */
const REFUSALS = new Map([
  ['client-authentication', 'refuses the login'],
  ['handshake', 'speaks no SSH that we do'],
]);

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
  const { level = '' } = error;
  const said = messageOf(error);
  if (level === 'client-timeout') {
    return new NetError('timeout', `${place} did not let us in in time: ${said}`);
  }
  const refused = REFUSALS.get(level);
  return refused === undefined
    ? new NetError('network', `the connection to ${place} broke off: ${said}`, { cause: error })
    : new ActionError('remote_rejected', `${place} ${refused}: ${said}`);
}
