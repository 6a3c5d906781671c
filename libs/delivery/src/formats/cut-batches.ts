import type { BodyFormat, BodyItem } from './body-format.ts';

/** Where a batch ends. */
export interface BatchLimits {
  items: number;
  bytes: number;
}

/**
 * Cuts items into batches in their order, each with as many as the limits let in. One that is above the limit of bytes
 * by itself is a batch of its own. The bodies' exact sizes come with them.
 */
export function cutBatches<Item extends BodyItem>(
  items: readonly Item[],
  format: BodyFormat,
  limits: BatchLimits,
): { items: Item[]; sizeBytes: number }[] {
  const batches: { items: Item[]; sizeBytes: number }[] = [];
  const types = new Set<string>();
  for (const item of items) {
    const bytes = Buffer.byteLength(item.text);
    const last = batches.at(-1);
    const added = types.has(item.type) ? bytes : bytes + format.bytesOfNewType(item.type);
    const grown = (last?.sizeBytes ?? 0) + ','.length + added;
    if (last !== undefined && last.items.length < limits.items && grown <= limits.bytes) {
      last.items.push(item);
      last.sizeBytes = grown;
    } else {
      types.clear();
      const sizeBytes = format.frameBytes + format.bytesOfNewType(item.type) + bytes;
      batches.push({ items: [item], sizeBytes });
    }
    types.add(item.type);
  }
  return batches;
}
