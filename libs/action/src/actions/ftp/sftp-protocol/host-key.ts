import { createHash } from 'node:crypto';
import type { ServerHostKeyAlgorithm } from 'ssh2';
import { ActionError } from '../../../action.errors.ts';
import { type FileServer, placeOf } from '../server/file-server.ts';
import { type KnownKeys, knownKeysOf } from './known-hosts.ts';

const RSA: ServerHostKeyAlgorithm[] = ['rsa-sha2-512', 'rsa-sha2-256', 'ssh-rsa'];
const ALGORITHMS = new Map<string, ServerHostKeyAlgorithm[]>([
  ['ssh-ed25519', ['ssh-ed25519']],
  ['ecdsa-sha2-nistp256', ['ecdsa-sha2-nistp256']],
  ['ecdsa-sha2-nistp384', ['ecdsa-sha2-nistp384']],
  ['ecdsa-sha2-nistp521', ['ecdsa-sha2-nistp521']],
  ['ssh-rsa', RSA],
]);

/** Judges the key that a host shows. */
export class HostKeyCheck {
  private readonly known: KnownKeys | undefined;
  /** Why the key was refused. */
  fault: ActionError | undefined;

  constructor(private readonly server: FileServer) {
    const { verify, knownHosts = '' } = server;
    this.known = verify ? knownKeysOf(knownHosts, server) : undefined;
  }

  /** The algorithms to ask the host for: it may have keys that we do not know, too. Undefined: any. */
  get algorithms(): ServerHostKeyAlgorithm[] | undefined {
    const wanted = [...(this.known?.types ?? [])].flatMap((type) => ALGORITHMS.get(type) ?? []);
    return wanted.length > 0 ? wanted : undefined;
  }

  accepts(key: Buffer): boolean {
    const verdict = this.known?.verdictOn(key) ?? 'known';
    if (verdict === 'known') return true;
    const shown = fingerprintOf(key);
    this.fault = new ActionError(
      'remote_rejected',
      verdict === 'revoked'
        ? `the key of ${placeOf(this.server)} (${shown}) is revoked in known_hosts`
        : `the key of ${placeOf(this.server)} (${shown}) is not in known_hosts; add its line if it is the right one`,
    );
    return false;
  }
}

/** `ssh-ed25519 SHA256:…`, as ssh-keygen -l prints it. */
export function fingerprintOf(key: Buffer): string {
  const length = key.length >= 4 ? key.readUInt32BE(0) : 0;
  const type = key.subarray(4, 4 + Math.min(length, 64)).toString('latin1');
  const hash = createHash('sha256').update(key).digest('base64').replace(/=+$/, '');
  return `${/^[\w@.-]+$/.test(type) ? type : 'unknown'} SHA256:${hash}`;
}
