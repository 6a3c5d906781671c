import type { Config } from '@millwright/config';
import { openWaitingRoom } from '@millwright/host';
import type { HealthChecks, Metrics } from '@millwright/observability';

/**
 * Takes both ports while everything else is being opened. Any free port is not taken: it would be another one later.
 * @throws StartError when a port is in use.
 */
export async function openRooms(
  { host, ingress, admin }: Config,
  told: { health: HealthChecks; metrics: Metrics },
): Promise<{ close(): Promise<void> }> {
  const ports = [ingress.port, admin.port].filter((port) => port !== 0);
  const rooms: { close(): Promise<void> }[] = [];
  const close = async (): Promise<void> => {
    await Promise.all(rooms.map((room) => room.close()));
  };
  try {
    for (const port of ports) rooms.push(await openWaitingRoom({ host, port, ...told }));
  } catch (error) {
    await close();
    throw error;
  }
  return { close };
}
