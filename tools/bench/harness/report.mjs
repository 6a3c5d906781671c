import { mkdirSync, writeFileSync } from 'node:fs';
import { cpus, totalmem } from 'node:os';
import { join } from 'node:path';

/** The middle of some figures. */
export function median(figures) {
  const sorted = [...figures].sort((a, b) => a - b);
  const middle = Math.floor(sorted.length / 2);
  return sorted.length % 2 === 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
}

/** Prints a result and writes it beside the others, with the machine it was measured on. */
export async function writeResult(root, name, result) {
  const machine = {
    cpu: cpus()[0]?.model.trim(),
    cores: cpus().length,
    memory_gb: Math.round(totalmem() / 2 ** 30),
    node: process.version,
  };
  const folder = join(root, 'bench', 'results');
  mkdirSync(folder, { recursive: true });
  const report = { name, measured_at: new Date().toISOString(), machine, ...result };
  writeFileSync(join(folder, `${name}.json`), `${JSON.stringify(report, null, 2)}\n`);
  for (const row of result.rows) {
    const ratios = Object.entries(row.ratios).map(([of, ratio]) => `${ratio.toFixed(2)} x ${of}`);
    console.log(
      `${name} ${row.name}: ${Math.round(row.ours)} ${result.unit} (${ratios.join(', ')})`,
    );
  }
}
