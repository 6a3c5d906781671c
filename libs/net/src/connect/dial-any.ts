import { connect, isIPv6, type Socket } from 'node:net';

/** How long one address may keep the next one waiting (RFC 8305 says 250 ms). */
const HEAD_START_MS = 250;
const MAX_ADDRESSES = 8;

/** Connects to one of some literal addresses, or rejects; with the signal's reason once it aborts. */
export type Dial = (
  addresses: readonly string[],
  port: number,
  signal: AbortSignal,
) => Promise<Socket>;

/**
 * Connects to whichever of the addresses answers first, begun one after another, families in turn. They are literal
 * addresses: no name is looked up here. Rejects with the first failure when all fail, or with the signal's reason.
 */
export function dialAny(
  addresses: readonly string[],
  port: number,
  signal: AbortSignal,
): Promise<Socket> {
  const order = familiesInTurn(addresses).slice(0, MAX_ADDRESSES);
  return new Promise((resolve, reject) => {
    const trying = new Set<Socket>();
    let firstError: Error | undefined;
    let next = 0;
    let timer: NodeJS.Timeout | undefined;

    const settle = (winner?: Socket, error?: Error): void => {
      clearTimeout(timer);
      signal.removeEventListener('abort', abort);
      for (const socket of trying) if (socket !== winner) socket.destroy();
      if (winner) resolve(winner);
      else reject(error!);
    };
    const abort = (): void => settle(undefined, signal.reason as Error);
    const tryNext = (): void => {
      clearTimeout(timer);
      const socket = connect({ host: order[next]!, port, noDelay: true, keepAlive: true });
      next += 1;
      trying.add(socket);
      // Nobody may be listening in the moment it is handed over, and an error that nobody hears ends the process.
      socket.on('error', () => {});
      const fail = (error: Error): void => {
        trying.delete(socket);
        firstError ??= error;
        if (next < order.length) tryNext();
        else if (trying.size === 0) settle(undefined, firstError);
      };
      socket.once('error', fail).once('connect', () => {
        socket.off('error', fail);
        settle(socket);
      });
      if (next < order.length) timer = setTimeout(tryNext, HEAD_START_MS);
    };

    signal.addEventListener('abort', abort, { once: true });
    if (signal.aborted) abort();
    else tryNext();
  });
}

/** The addresses with the two families alternating, each in its order, beginning with the family of the first. */
export function familiesInTurn(addresses: readonly string[]): string[] {
  const startsWithV6 = isIPv6(addresses[0] ?? '');
  const first = addresses.filter((address) => isIPv6(address) === startsWithV6);
  const second = addresses.filter((address) => isIPv6(address) !== startsWithV6);
  return first
    .flatMap((address, index) => (index < second.length ? [address, second[index]!] : [address]))
    .concat(second.slice(first.length));
}
