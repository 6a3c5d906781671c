import type { Duplex } from 'node:stream';
import { setTimeout as sleep } from 'node:timers/promises';
import { backoffMs } from '@millwright/kernel';
import type { Logger } from '@millwright/observability';
import { connect, type ChannelModel } from 'amqplib';
import { closed } from './closing.ts';
import { writeTogether } from './write-together.ts';

/** What a {@link BrokerLink} is for. */
export interface LinkOptions {
  readonly url: string;
  /** Shown by the broker's management pages. */
  readonly name: string;
  readonly logger: Logger;
  /** Opens the channels on each new connection. When it fails, the connection is closed and made again. */
  setUp(model: ChannelModel): Promise<void>;
}

const CONNECT_TIMEOUT_MS = 5_000;
// A try costs the broker next to nothing, and what came meanwhile waits for it to succeed.
const RETRY_AT_LATEST_MS = 1_000;
const HEARTBEAT_S = '5';
// amqplib stops handing messages on when this much waits for the network; its own buffer behind that has no bound.
const WRITE_BUFFER_BYTES = 1_048_576;

/** How long to wait after so many failures in a row. */
export const pauseBeforeRetryMs = (failures: number): number =>
  backoffMs(failures, { capMs: RETRY_AT_LATEST_MS });

/** One connection to the broker that is made again, ever more slowly up to 1 s, whenever it is lost. */
export class BrokerLink {
  private readonly stopping = new AbortController();
  private running: Promise<void> | undefined;
  private model: ChannelModel | undefined;
  private isSetUp = false;

  constructor(private readonly options: LinkOptions) {}

  /** Resolves after the first try to connect, however it ended. */
  open(): Promise<void> {
    return new Promise((resolve) => {
      this.running = this.keepConnected(resolve);
    });
  }

  /** Whether there is a connection and its channels are open. */
  isUp(): boolean {
    return this.isSetUp;
  }

  /** Gives up the connection, for a reason that is logged, and makes a new one. */
  reconnect(reason: string): void {
    if (this.model === undefined || this.stopping.signal.aborted) return;
    this.log('warn', 'broker.reconnecting', { reason });
    void this.shut(this.model);
  }

  /** Closes the connection for good. */
  async close(): Promise<void> {
    this.stopping.abort();
    if (this.model) await this.shut(this.model);
    await this.running;
  }

  private async keepConnected(tried: () => void): Promise<void> {
    const { signal } = this.stopping;
    for (let failures = 0; !signal.aborted;) {
      try {
        const model = await this.connect();
        const lost = new Promise<unknown>((resolve) => model.once('close', resolve));
        await this.setUp(model);
        failures = 0;
        tried();
        const error = await lost;
        if (!signal.aborted) this.log('warn', 'broker.disconnected', { error });
      } catch (error) {
        if (!signal.aborted) this.log('warn', 'broker.connect_failed', { error });
      }
      this.isSetUp = false;
      this.model = undefined;
      tried();
      failures += 1;
      await sleep(pauseBeforeRetryMs(failures), undefined, { signal }).catch(() => undefined);
    }
  }

  private async connect(): Promise<ChannelModel> {
    const url = new URL(this.options.url);
    if (!url.searchParams.has('heartbeat')) url.searchParams.set('heartbeat', HEARTBEAT_S);
    // A variable, because amqplib's types do not know every option of the socket that it hands on.
    const socket = {
      noDelay: true,
      writableHighWaterMark: WRITE_BUFFER_BYTES,
      timeout: CONNECT_TIMEOUT_MS,
      clientProperties: { connection_name: this.options.name },
    };
    const model = await connect(url.href, socket);
    // What is told here is told again by the 'close' that follows; unheard it would end the process.
    model.on('error', () => undefined);
    writeTogether(streamOf(model));
    this.model = model;
    return model;
  }

  private async setUp(model: ChannelModel): Promise<void> {
    try {
      this.stopping.signal.throwIfAborted();
      await this.options.setUp(model);
    } catch (error) {
      await this.shut(model);
      throw error;
    }
    this.isSetUp = true;
    this.log('info', 'broker.connected');
  }

  private async shut(model: ChannelModel): Promise<void> {
    if (await closed(model)) return;
    // amqplib has no way to give up on a broker that does not answer.
    streamOf(model).destroy(new Error('the broker did not answer the close'));
  }

  private log(level: 'info' | 'warn', message: string, fields: Record<string, unknown> = {}): void {
    this.options.logger[level]({ message, connection: this.options.name, ...fields });
  }
}

/** The socket, which amqplib keeps to itself. */
const streamOf = (model: ChannelModel): Duplex =>
  (model.connection as unknown as { stream: Duplex }).stream;
