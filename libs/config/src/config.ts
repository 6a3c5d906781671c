/** Everything that the environment decides, read once at start, frozen and passed in. */
export interface Config {
  readonly ingress: {
    readonly port: number;
    readonly bodyLimitBytes: number;
    readonly trustedProxies: readonly string[];
  };
  readonly admin: { readonly port: number };
  /** What strangers may take of each process that they reach. */
  readonly limits: {
    readonly headerBytes: number;
    readonly headersTimeoutMs: number;
    readonly bodyTimeoutMs: number;
    readonly keepAliveMs: number;
    readonly connections: number;
    readonly connectionsPerAddress: number;
    readonly heldBodyBytes: number;
    readonly adminBodyBytes: number;
    readonly jsonDepth: number;
    readonly jsonKeys: number;
    readonly formPairs: number;
    readonly formDepth: number;
    readonly multipartParts: number;
  };
  /** Of calls of tasks. */
  readonly calls: { readonly syncTimeoutMaxS: number; readonly maxWaiting: number };
  readonly host: string;
  /** No trailing slash. */
  readonly publicUrl: string;
  readonly health: { readonly port?: number };
  /** Absolute. */
  readonly dataDir: string;
  readonly database: { readonly url?: string; readonly poolSize: number };
  /** Where files of tasks are kept. `s3` is there whenever it is set up, also for another `storage`. */
  readonly files: {
    readonly storage: 'database' | 's3';
    readonly s3?: {
      readonly endpoint: string;
      readonly region: string;
      readonly bucket: string;
      readonly accessKeyId: string;
      readonly secretAccessKey: string;
      readonly pathStyle: boolean;
    };
  };
  readonly broker: { readonly url?: string; readonly prefix: string };
  readonly access: {
    readonly adminToken?: string;
    /** Longest life of a new token; without it tokens may live for ever. */
    readonly maxTokenDays?: number;
  };
  readonly secretKeys: { readonly current?: string; readonly old: readonly string[] };
  readonly intake: { readonly mode: 'broker' | 'database' };
  readonly log: {
    readonly level: 'debug' | 'info' | 'warn' | 'error';
    readonly format: 'json' | 'pretty';
  };
  /** Whether mails that there is no server for are kept. */
  readonly mail: { readonly outbox: boolean };
  readonly net: { readonly allow: readonly string[] };
  /** Of outgoing webhooks. */
  readonly delivery: {
    readonly requireHttps: boolean;
    readonly maxBodyBytes: number;
    readonly concurrency: number;
  };
  readonly runner: {
    readonly threads: number;
    readonly concurrency: number;
    readonly actionTimeLimitMs: number;
    /** Prints PDFs. */
    readonly chromium: { readonly path?: string; readonly sandbox: 'auto' | 'required' };
  };
  /** What one task script may take at most. */
  readonly render: {
    readonly timeMs: number;
    readonly memoryBytes: number;
    readonly outputBytes: number;
    readonly actions: number;
  };
}
