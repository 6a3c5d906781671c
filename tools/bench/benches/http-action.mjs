import { rateRow } from './http-action/rate.mjs';
import { slowReceiverRow } from './http-action/slow-receiver.mjs';

/** The http action: how fast one runner performs it, and whom a receiver that hangs delays. */
export async function run(root, closing) {
  const rate = await rateRow(root, closing);
  const slow = await slowReceiverRow(root, closing);
  return {
    unit: 'requests/s',
    settings: { ...rate.settings, ...slow.settings },
    rows: [rate.row, slow.row],
  };
}
