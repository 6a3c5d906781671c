/**
 * How many positional arguments a filter takes beyond those that it requires; any number for those that take a list.
 * A filter that is not named here takes no others.
 */
export const optionalArguments: Readonly<Record<string, number>> = {
  add_tags: Infinity,
  compact: 1,
  csv: 1,
  currency: 1,
  date: 1,
  except: Infinity,
  img_url: 1,
  join: 1,
  parse_csv: 1,
  push: Infinity,
  remove_tags: Infinity,
  replace: 1,
  replace_first: 1,
  round: 1,
  sample: 1,
  slice: Infinity,
  sort: 1,
  sort_natural: 1,
  sort_naturally: 1,
  truncate: 2,
  truncatewords: 2,
  uniq: 1,
  unshift: Infinity,
  where: 1,
};
