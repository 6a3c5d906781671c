import { createHash } from 'node:crypto';
import { bytesIn } from './byte-strings.ts';
import type { FilterScope } from './filter-scope.ts';

export function md5(this: FilterScope, input: unknown): string {
  return digestOf(this, 'md5', input);
}

export function sha1(this: FilterScope, input: unknown): string {
  return digestOf(this, 'sha1', input);
}

export function sha256(this: FilterScope, input: unknown): string {
  return digestOf(this, 'sha256', input);
}

export function sha512(this: FilterScope, input: unknown): string {
  return digestOf(this, 'sha512', input);
}

const digestOf = (scope: FilterScope, algorithm: string, input: unknown): string =>
  createHash(algorithm).update(bytesIn(scope, input)).digest('hex');
