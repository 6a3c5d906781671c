import type { ClientCertificate } from '../connect/secure.ts';
import type { NetError } from '../net.errors.ts';

/** One HTTP try of a delivery: nothing is followed, nothing is repeated. */
export interface AttemptRequest {
  method: string;
  /** `http://` or `https://`, without user info. */
  url: string;
  /** As they are sent, in this order; a length and the host are added. */
  headers: readonly (readonly [name: string, value: string])[];
  body?: Buffer;
  /** From the start to the status line; what is there of the body by then is what is kept. */
  timeoutMs: number;
  /** For name, connection and TLS together. */
  connectTimeoutMs: number;
  /** Of the answer's body, after decompression; the rest is cut. */
  maxBodyBytes: number;
  clientCertificate?: ClientCertificate;
  /** Rejects with its reason when aborted. */
  signal?: AbortSignal;
}

/** An answer is there once its status line is, whatever becomes of its body. */
export type AttemptOutcome =
  | {
      ok: true;
      remoteAddress: string | null;
      status: number;
      /** Lower-case name → every value, in order. */
      headers: Record<string, string[]>;
      body: Buffer;
      /** The body was longer, or did not end in time, or broke off. */
      isTruncated: boolean;
    }
  | {
      ok: false;
      /** Null: there was no connection. */
      remoteAddress: string | null;
      error: NetError;
    };
