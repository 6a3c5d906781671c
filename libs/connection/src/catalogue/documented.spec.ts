import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { connectionCatalogue } from './connection-catalogue.ts';

const page = readFileSync(join(import.meta.dirname, '../../../../docs/connections.md'), 'utf8');
const rows = new Map(
  [...page.matchAll(/^\| `(\w+)` +\| (.*?) +\|$/gm)].map(([, type, text]) => [type!, text!]),
);

describe('docs/connections.md', () => {
  it('has a row for each type, and for no other', () => {
    expect([...rows.keys()]).toEqual(connectionCatalogue().map(({ type }) => type));
  });

  it('has every field of each type, a star at secrets, and every default', () => {
    for (const { type, fields } of connectionCatalogue()) {
      const row = rows.get(type)!;
      const missing = fields.filter(({ key, secret, default: usual }) => {
        const name = `\`${key.slice('fields.'.length)}\`${secret ? '\\*' : ''}`;
        const isNamed = row.includes(name) && (secret || !row.includes(`${name}\\*`));
        return !isNamed || (usual !== undefined && !row.includes(String(usual)));
      });

      expect([type, missing.map(({ key }) => key)]).toEqual([type, []]);
    }
  });
});
