import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { format } from 'prettier';
import { machineHere } from './machine.mjs';

/**
 * Prints a result and writes it to bench/results/<name>.json, with the machine and the versions it was measured on.
 * A result is `{unit, settings, rows: [{name, ours, baselines, ratios, goal?, met?, unit?, …}]}`.
 */
export async function writeResult(root, name, result) {
  const report = {
    name,
    measured_at: new Date().toISOString(),
    ...(await machineHere(root)),
    ...result,
  };
  const folder = join(root, 'bench', 'results');
  mkdirSync(folder, { recursive: true });
  const text = await format(JSON.stringify(report), { parser: 'json', printWidth: 100 });
  writeFileSync(join(folder, `${name}.json`), text);
  for (const row of result.rows) console.log(`${name} ${lineOf(row, result.unit)}`);
}

function lineOf({ name, ours, ratios = {}, goal, met, unit: own }, unit) {
  const parts = Object.entries(ratios).map(([of, ratio]) => `${ratio.toFixed(2)} x ${of}`);
  const verdict = goal === undefined ? '' : `, goal ${goal}: ${met ? 'met' : 'MISSED'}`;
  const beside = parts.length === 0 ? '' : ` (${parts.join(', ')})`;
  return `${name}: ${Number(ours.toPrecision(4))} ${own ?? unit}${beside}${verdict}`;
}
