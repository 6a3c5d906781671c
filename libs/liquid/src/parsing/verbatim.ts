const TAG = /\{%-?\s*(\w+)/g;

/**
 * Where the tag begins that closes a block whose content is not parsed: `endcomment` for `comment`. In a comment,
 * comments balance, and what stands in `raw` is passed over. Undefined when the block does not end.
 */
export function endOfVerbatim(source: string, name: string, from: number): number | undefined {
  let depth = 1;
  let isRaw = false;
  TAG.lastIndex = from;
  for (let tag = TAG.exec(source); tag; tag = TAG.exec(source)) {
    const [, word] = tag;
    if (isRaw) isRaw = word !== 'endraw';
    else if (word === `end${name}`) depth -= 1;
    else if (name === 'comment') {
      if (word === 'comment') depth += 1;
      isRaw = word === 'raw';
    }
    if (depth === 0) return tag.index;
  }
  return undefined;
}
