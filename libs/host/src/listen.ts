import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { listenErrorOf } from './start.errors.ts';

/** Makes a server listen. Gives its port, which is another one where 0 was asked for. @throws StartError */
export function listen(
  server: Server,
  { host, port }: { host: string; port: number },
): Promise<number> {
  return new Promise((resolve, reject) => {
    const failed = (error: Error): void => reject(listenErrorOf(error, host, port));
    server.once('error', failed);
    server.listen({ host, port }, () => {
      server.off('error', failed);
      resolve((server.address() as AddressInfo).port);
    });
  });
}
