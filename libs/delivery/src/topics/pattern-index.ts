import { isOwnTopic, type TopicPattern } from './topic-pattern.ts';

/**
 * Finds what belongs to a topic among many patterns: a tree by segment, so that the time follows the segments of the
 * topic, and what waits for other topics costs nothing.
 */
export class PatternIndex<Item> {
  private readonly root: Place<Item> = emptyPlace();

  /** The same item may have several patterns. */
  add({ segments, isOpen }: TopicPattern, item: Item): void {
    let place = this.root;
    for (const segment of segments) {
      if (segment === '*') {
        place = place.any ??= emptyPlace();
      } else {
        const next: Place<Item> = place.texts.get(segment) ?? emptyPlace();
        place.texts.set(segment, next);
        place = next;
      }
    }
    (isOpen ? place.open : place.ends).push(item);
  }

  /** The items of every pattern that means the topic, each once, in no order. */
  matching(topic: string): Set<Item> {
    const segments = topic.split('/');
    const found = new Set<Item>();
    const isOwn = isOwnTopic(topic);
    const open: [place: Place<Item>, depth: number][] = [[this.root, 0]];
    for (let next = open.pop(); next !== undefined; next = open.pop()) {
      const [place, depth] = next;
      const segment = segments[depth];
      if (segment === undefined) {
        addAll(found, place.ends);
        continue;
      }
      const takesAny = depth > 0 || !isOwn;
      const same = place.texts.get(segment);
      if (takesAny) addAll(found, place.open);
      if (takesAny && place.any !== undefined) open.push([place.any, depth + 1]);
      if (same !== undefined) open.push([same, depth + 1]);
    }
    return found;
  }
}

/** Where the patterns that begin alike go on. */
interface Place<Item> {
  readonly texts: Map<string, Place<Item>>;
  any: Place<Item> | undefined;
  /** Those that end here. */
  readonly ends: Item[];
  /** Those that take whatever follows. */
  readonly open: Item[];
}

const emptyPlace = <Item>(): Place<Item> => ({
  texts: new Map(),
  any: undefined,
  ends: [],
  open: [],
});

function addAll<Item>(found: Set<Item>, items: readonly Item[]): void {
  for (const item of items) found.add(item);
}
