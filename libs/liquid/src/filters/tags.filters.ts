import { joinedText } from '../values/joined-text.ts';
import { piecesOf } from '../values/text-search.ts';
import { stripped } from '../values/whitespace.ts';
import { flatListIn, textIn, type FilterScope } from './filter-scope.ts';
import { isList } from './list-items.ts';

export function add_tag(this: FilterScope, input: unknown, tag: unknown): string {
  return add_tags.call(this, input, tag);
}

/** Tags and others behind them, each once. Tags are one text with commas or an array; upper and lower case are alike. */
export function add_tags(
  this: FilterScope,
  input: unknown,
  tag: unknown,
  ...more: unknown[]
): string {
  return joinedTags(this, [...tagsIn(this, input), ...tagsIn(this, [tag, ...more])], new Set());
}

export function remove_tag(this: FilterScope, input: unknown, tag: unknown): string {
  return remove_tags.call(this, input, tag);
}

/** Tags without some of them. */
export function remove_tags(
  this: FilterScope,
  input: unknown,
  tag: unknown,
  ...more: unknown[]
): string {
  const unwanted = tagsIn(this, [tag, ...more]).map((name) => name.toLowerCase());
  return joinedTags(this, tagsIn(this, input), new Set(unwanted));
}

function tagsIn(scope: FilterScope, value: unknown): string[] {
  const texts = isList(value) ? flatListIn(scope, value) : [value];
  return texts
    .flatMap((text) => piecesOf(textIn(scope, text), ',', scope.meter))
    .map((tag) => stripped(tag))
    .filter((tag) => tag !== '');
}

/** Tags that are not taken yet, each once. */
function joinedTags(scope: FilterScope, tags: readonly string[], taken: Set<string>): string {
  const kept = tags.filter((tag) => {
    scope.meter.use(48);
    const name = tag.toLowerCase();
    return !taken.has(name) && taken.add(name);
  });
  return joinedText(kept, ', ', scope.meter);
}
