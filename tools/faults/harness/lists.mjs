/** `{word: how often}`. */
export function countsOf(words) {
  const counts = {};
  for (const word of words) counts[word] = (counts[word] ?? 0) + 1;
  return counts;
}

/** Every page of a list of the API. */
export async function all(api, path) {
  const found = [];
  let cursor;
  do {
    const page = await api(
      'GET',
      `${path}&limit=200${cursor ? `&cursor=${encodeURIComponent(cursor)}` : ''}`,
    );
    found.push(...page.data);
    cursor = page.next_cursor;
  } while (cursor);
  return found;
}

/** The items of a list by what they have in common. */
export function groupedBy(list, keyOf) {
  const groups = new Map();
  for (const each of list) {
    const key = keyOf(each);
    if (!groups.has(key)) groups.set(key, []);
    groups.get(key).push(each);
  }
  return groups;
}
