/** What Google answers where `fields` asks for a part of it: `id,files(id,name),sheets.properties(title)`. */
export function fieldsOf(value: unknown, fields: string): unknown {
  if (Array.isArray(value)) return value.map((item) => fieldsOf(item, fields));
  if (typeof value !== 'object' || value === null) return value;
  const members = value as Record<string, unknown>;
  const kept: Record<string, unknown> = {};
  for (const field of listOf(fields)) {
    const [, name = '', rest = ''] = /^([A-Za-z]+)(.*)$/s.exec(field) ?? [];
    if (!(name in members)) continue;
    const below = rest.startsWith('(') ? rest.slice(1, -1) : rest.slice(1);
    kept[name] = below === '' ? members[name] : fieldsOf(members[name], below);
  }
  return kept;
}

/** Split at the commas that are in no parentheses. */
function listOf(fields: string): string[] {
  const list = [''];
  let depth = 0;
  for (const char of fields) {
    if (char === '(') depth += 1;
    if (char === ')') depth -= 1;
    if (char === ',' && depth === 0) list.push('');
    else list[list.length - 1] += char;
  }
  return list;
}
