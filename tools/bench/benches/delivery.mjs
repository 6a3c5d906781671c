import { choosingRow } from './delivery/choosing.mjs';
import { fairnessRow } from './delivery/fairness.mjs';
import { memoryRows } from './delivery/memory.mjs';
import { ClosingStack } from '../harness/closing-stack.mjs';
import { rateRow } from './delivery/rate.mjs';

/** Outgoing webhooks: how fast, whom a dead receiver harms, and what a million waiting ones cost. */
export async function run(root, closing) {
  const parts = [rateRow, fairnessRow, choosingRow, memoryRows];
  const rows = [];
  const settings = {};
  for (const part of parts) {
    // Each on a machine of its own: the apps of the part before would have their share of it.
    const own = await closing.use(new ClosingStack(), (opened) => opened.close());
    const measured = await part(root, own);
    await own.close();
    rows.push(...measured.rows);
    Object.assign(settings, measured.settings);
  }
  return { unit: 'deliveries/s', settings, rows };
}
