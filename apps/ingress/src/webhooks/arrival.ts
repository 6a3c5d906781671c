import type { VerificationRecord } from '@millwright/contracts';
import {
  headersOf,
  type ContentEncoding,
  type ContentType,
  type Intake,
  type ReceivedRequest,
  type RequestBody,
  type Sender,
  type WebhookRoute,
} from '@millwright/webhook';
import type { ClientAddresses } from '../http/client-address.ts';
import type { Exchange } from '../http/exchange.ts';
import type { RequestFacts } from './ports/request-facts.ts';

/** An enabled webhook, or null: nobody's id is answered like a real one, and nothing comes of it. */
export type Route = WebhookRoute | null;

/** How requests look from outside. */
export interface Outside {
  publicUrl: string;
  clientAddresses: ClientAddresses;
}

/** A request at a webhook on its way through the steps of the intake, with what they found out so far. */
export class Arrival implements RequestFacts {
  /** A browser asks for leave: no step but that of origins has an answer for it. */
  isPreflight = false;
  contentType!: ContentType;
  contentEncoding!: ContentEncoding;
  limitBytes!: number;
  bytes: Buffer | undefined;
  /** Null: the webhook takes requests of anybody. */
  verification: VerificationRecord | null = null;
  /** As it was read, whole; none before. */
  body: RequestBody = { kind: 'none' };
  /** What becomes events, one of each; a batch has several, or none. */
  deliveries: readonly Intake[] = [];
  private lines: Record<string, string[]> | undefined;

  constructor(
    readonly exchange: Exchange,
    readonly route: Route,
    /** Whose methods, handshakes, signatures and answers hold here; null: nobody's we know. */
    readonly sender: Sender | null,
    private readonly outside: Outside,
  ) {}

  get requestId(): string {
    return this.exchange.requestId;
  }

  get arrivedMs(): number {
    return this.exchange.arrivedMs;
  }

  get method(): string {
    return this.exchange.request.method!;
  }

  get url(): string {
    return this.outside.publicUrl + this.exchange.request.url!;
  }

  get headers(): Record<string, string[]> {
    this.lines ??= headersOf(this.exchange.request.rawHeaders);
    return this.lines;
  }

  get clientIp(): string {
    const { socket, headers } = this.exchange.request;
    return this.outside.clientAddresses.of(socket.remoteAddress, headers['x-forwarded-for']);
  }

  /** As its signature is checked. Its body is empty until it was read. */
  received(): ReceivedRequest {
    const { method, url, headers, bytes } = this;
    return { method, url, headers, rawBody: bytes ?? nothing };
  }
}

const nothing = Buffer.alloc(0);
