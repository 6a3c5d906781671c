import { decodeMessage, messageTypeOf, queueMarker } from '@millwright/contracts';
import type { Database } from '@millwright/database';
import { BeforeAttemptError, inStage } from '@millwright/messaging';
import { noteMarker } from './queue-marker.store.ts';

/** For whoever consumes a queue of work: notes a marker that came out of it. False: the message is something else. */
export async function handleMarker(database: Database, body: Buffer): Promise<boolean> {
  if (messageTypeOf(body) !== queueMarker.type) return false;
  await inStage(BeforeAttemptError, async () => {
    const { head } = decodeMessage(queueMarker, body);
    await noteMarker(database, head.queue, new Date(head.published_at));
  });
  return true;
}
