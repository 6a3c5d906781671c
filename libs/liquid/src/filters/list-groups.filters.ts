import { filterError, integerIn, listIn, textIn, type FilterScope } from './filter-scope.ts';
import { itemProperty } from './list-items.ts';

const GROUP_BYTES = 64;

/** So many groups, as even as possible, earlier ones longer; `fill_with` evens them, nil by default. */
export function in_groups(this: FilterScope, input: unknown, count: unknown): unknown[][] {
  const list = listIn(this, input);
  const groups = groupCount('in_groups', count);
  const [least, longer] = [Math.floor(list.length / groups), list.length % groups];
  this.meter.use(groups * GROUP_BYTES + (list.length + groups) * 8);
  const filler = fillerOf(this);
  return Array.from({ length: groups }, (_, index) => {
    this.meter.tick();
    const start = index * least + Math.min(index, longer);
    const group = list.slice(start, start + least + (index < longer ? 1 : 0));
    return longer > 0 && index >= longer ? [...group, ...filler] : group;
  });
}

/** Groups of so many; `fill_with` fills the last one, nil by default. */
export function in_groups_of(this: FilterScope, input: unknown, count: unknown): unknown[][] {
  const list = listIn(this, input);
  const most = groupCount('in_groups_of', count);
  const groups = Math.ceil(list.length / most);
  const filler = fillerOf(this);
  const width = filler.length > 0 ? most : Math.min(most, list.length);
  this.meter.use(groups * (GROUP_BYTES + width * 8));
  return Array.from({ length: groups }, (_, index) => {
    this.meter.tick();
    const group = list.slice(index * most, (index + 1) * most);
    while (filler.length > 0 && group.length < most) group.push(filler[0]);
    return group;
  });
}

/** A hash of the elements by one of their properties, as text; of equal ones the last. */
export function index_by(this: FilterScope, input: unknown, key: unknown): Map<string, unknown> {
  const name = textIn(this, key);
  const found = new Map<string, unknown>();
  for (const item of listIn(this, input)) {
    this.meter.use(48);
    found.set(textIn(this, itemProperty(this, item, name)), item);
  }
  return found;
}

function groupCount(filter: string, value: unknown): number {
  const count = integerIn(value);
  if (count < 1) throw filterError(`${filter}: its argument must be 1 or more`);
  return count;
}

/** What one missing element is filled with; nothing with `fill_with: false`. */
function fillerOf(scope: FilterScope): readonly unknown[] {
  const filler = scope.options.get('fill_with') ?? null;
  return filler === false ? [] : [filler];
}
