import { Liquid } from 'liquidjs';
import { filterOptions, filters } from '../filters/index.ts';
import { adaptFilter } from '../filters/filter-scope.ts';
import { tags } from '../tags/index.ts';
import { teachTokenizer } from './tokenizer.ts';
import { operators } from './operators.ts';
import { renderer } from './renderer.ts';

/** Longest script, in characters. */
export const MAX_SCRIPT_CHARACTERS = 262_144;

/** liquidjs with our tags and filters and no others, without access to files. */
export function createEngine(): Liquid {
  teachTokenizer();
  const engine = new Liquid({
    strictFilters: true,
    ownPropertyOnly: true,
    operators,
    parseLimit: MAX_SCRIPT_CHARACTERS,
    templates: {},
    globals: Object.create(null) as object,
  });
  for (const name of Object.keys(engine.tags)) delete engine.tags[name];
  for (const name of Object.keys(engine.filters)) delete engine.filters[name];
  for (const [name, tag] of Object.entries(tags)) engine.registerTag(name, tag);
  for (const [name, filter] of Object.entries(filters)) {
    engine.registerFilter(name, adaptFilter(filter, filterOptions[name] ?? []));
  }
  return Object.assign(engine, { renderer });
}
