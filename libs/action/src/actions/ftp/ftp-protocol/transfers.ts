import type { Socket } from 'node:net';
import { addAbortSignal } from 'node:stream';
import { NetError } from '@millwright/net';
import type { Transcript } from '../session/transcript.ts';
import type { ControlConnection } from './control-connection.ts';
import type { DataConnections } from './data-connections.ts';
import { refusalOf } from './refusal.ts';
import type { Tls } from './tls.ts';

const BEGINS = [125, 150];

/** Moves files: a command and its answers beside a data connection of its own. */
export class Transfers {
  constructor(
    private readonly using: {
      control: ControlConnection;
      data: DataConnections;
      tls: Tls | undefined;
      transcript: Transcript;
    },
  ) {}

  /** @throws ActionError of the server's refusal, `what` before it; or what the moving throws */
  async perform<T>(
    { command, what }: { command: string; what: string },
    move: (socket: Socket) => Promise<T>,
  ): Promise<T> {
    const { control, data, tls, transcript } = this.using;
    const plain = await data.open();
    addAbortSignal(control.ended, plain).on('error', () => {});
    try {
      const beginning = control.ask(command);
      // Some servers begin TLS before they answer, some after: neither waits for the other here.
      const securing = tls ? tls.over(plain) : Promise.resolve(plain);
      securing.catch(() => {});
      const begun = await beginning;
      if (!BEGINS.includes(begun.code)) throw refusalOf(what, begun, transcript);

      const [moved] = await Promise.allSettled([securing.then(move)]);
      const isBroken = moved.status === 'rejected';
      if (isBroken && !isLost(moved.reason)) throw moved.reason;
      // Why it broke off, the server says here.
      const ended = await control.last();
      if (ended.code >= 300) throw refusalOf(what, ended, transcript);
      if (isBroken) throw moved.reason;
      return moved.value;
    } finally {
      plain.destroy();
    }
  }
}

const isLost = (error: unknown): boolean => error instanceof NetError && error.code === 'network';
