import { choosingRow } from './delivery/choosing.mjs';
import { fairnessRow } from './delivery/fairness.mjs';
import { memoryRows } from './delivery/memory.mjs';
import { rateRow } from './delivery/rate.mjs';

/** Outgoing webhooks: how fast, whom a dead receiver harms, and what a million waiting ones cost. */
export async function run(root, closing) {
  const parts = [rateRow, fairnessRow, choosingRow, memoryRows];
  const rows = [];
  const settings = {};
  for (const part of parts) {
    const measured = await part(root, closing);
    rows.push(...measured.rows);
    Object.assign(settings, measured.settings);
  }
  return { unit: 'deliveries/s', settings, rows };
}
