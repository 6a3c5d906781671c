/** One outside call. */
export interface OutboundRequest {
  /** In any case. */
  method: string;
  /** `http://` or `https://`; user info becomes Basic authorization where no such header is given. */
  url: string;
  /** An array repeats the header. */
  headers?: Record<string, string | readonly string[]>;
  body?: Buffer | string;
  /** For the whole exchange, redirects and the last byte of the body included. */
  timeoutMs: number;
  /** For each connection: name, address, proxy and TLS together. Default and most: 10 s. */
  connectTimeoutMs?: number;
  /** Of the answer's body, after decompression. */
  maxResponseBytes: number;
  followRedirects: boolean;
  /** Default 10. */
  maxRedirects?: number;
  /** `http://`, `https://` or `socks5://`, with or without user info. */
  proxy?: string;
  /** False accepts any certificate, of the proxy too. Default true. */
  verifyTls?: boolean;
  /** Rejects with its reason when aborted. */
  signal?: AbortSignal;
}

/** An answer, whatever its status. */
export interface OutboundResponse {
  status: number;
  /** Lower-case name → every value, in order. */
  headers: Record<string, string[]>;
  /** Decompressed. */
  body: Buffer;
  /** Where it came from, after redirects, without user info. */
  url: string;
}
