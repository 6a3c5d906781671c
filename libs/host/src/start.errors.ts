import { MillwrightError } from '@millwright/kernel';
import type { ErrorKind } from '@millwright/kernel';

const startErrors = {
  port_in_use: { fault: 'user', retry: false },
  port_forbidden: { fault: 'user', retry: false },
  address_unavailable: { fault: 'user', retry: false },
  data_dir_unusable: { fault: 'user', retry: false },
} as const satisfies Record<string, ErrorKind>;

/** A program cannot start, and its user can change that: the message says how, in one sentence. */
export class StartError extends MillwrightError {
  constructor(
    readonly code: keyof typeof startErrors,
    detail: string,
    options?: ErrorOptions,
  ) {
    super(detail, startErrors[code], options);
  }
}

const PORTS = 'INGRESS_PORT, ADMIN_PORT, HEALTH_PORT';

type Saying = [code: keyof typeof startErrors, text: (host: string, port: number) => string];

const taken: Saying = [
  'port_in_use',
  (host, port) =>
    `Port ${port} on ${host} is in use: stop what listens there or set another port (${PORTS}).`,
];
const forbidden: Saying = [
  'port_forbidden',
  (host, port) =>
    `Port ${port} on ${host} may not be used by this user: set one above 1023 (${PORTS}).`,
];
const elsewhere: Saying = [
  'address_unavailable',
  (host) =>
    `HOST is ${host}, which is no address of this machine: set 127.0.0.1, 0.0.0.0 or one of its own.`,
];

const sayings: Partial<Record<string, Saying>> = {
  EADDRINUSE: taken,
  EACCES: forbidden,
  EADDRNOTAVAIL: elsewhere,
  ENOTFOUND: elsewhere,
  EAI_AGAIN: elsewhere,
};

/** What failed when a server was to listen, said so that its user can help. Other errors are returned as they are. */
export function listenErrorOf(thrown: unknown, host: string, port: number): unknown {
  const saying = sayings[(thrown as { code?: string }).code ?? ''];
  if (saying === undefined) return thrown;
  const [code, text] = saying;
  return new StartError(code, text(host, port), { cause: thrown });
}
