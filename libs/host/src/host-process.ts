/** What is used of Node's `process`, so that tests can be one. */
export interface HostProcess {
  on(event: string, listener: (...what: unknown[]) => void): unknown;
  exit(code: number): void;
  readonly stderr: { write(text: string): unknown };
}
