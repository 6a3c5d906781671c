import { readdirSync, readFileSync } from 'node:fs';

/** A request of a sender, with what is to be thought of it: see the fixtures of the providers. */
export interface HttpVector {
  provider: string;
  name: string;
  secret: string | string[] | null;
  config?: Record<string, unknown>;
  /** What is found at which address. */
  fetch?: Record<string, string>;
  request: {
    method: string;
    url: string;
    headers: Record<string, string>;
    body?: string;
    body_base64?: string;
  };
  /** Arrival, in Unix seconds. */
  now: number;
  expect: 'valid' | 'invalid';
  /** It is a greeting, to be answered like this. */
  handshake?: {
    status: number;
    headers: Record<string, string>;
    body?: string;
    json?: unknown;
  };
}

const fixtures = new URL('../../../../libs/webhook/src/providers/__fixtures__/', import.meta.url);

/** Every signed request that the providers are tried with. */
export const httpVectors: readonly HttpVector[] = readdirSync(fixtures)
  .sort()
  .flatMap((file) => JSON.parse(readFileSync(new URL(file, fixtures), 'utf8')) as HttpVector[]);
