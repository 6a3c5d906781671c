import fc from 'fast-check';
import { parseJson, stringifyJson } from '@millwright/kernel';
import { printed } from '../testing/index.ts';

describe('jsonl', () => {
  it('has a line for each value, and no line end behind the last', () => {
    expect(printed('{{ v | jsonl }}', '{"v":[1.0,"a\\nb",null,{"k":[]},[1,[2]]]}')).toBe(
      '1.0\n"a\\nb"\nnull\n{"k":[]}\n[1,[2]]',
    );
  });

  it('takes anything but an array for one value, and nil for none', () => {
    expect(printed('[{{ "a" | jsonl }}|{{ missing | jsonl }}|{{ (1..2) | jsonl }}]')).toBe(
      '["a"||1\n2]',
    );
  });
});

describe('parse_jsonl', () => {
  it('skips blank lines and takes either line end', () => {
    expect(printed('{{ v | parse_jsonl | json }}', { v: '\n 1.0 \r\n\n\t\n{"a":2}\r\n' })).toBe(
      '[1.0,{"a":2}]',
    );
  });

  it('has nothing to say to nothing', () => {
    expect(printed('{{ missing | parse_jsonl | json }}{{ "" | parse_jsonl | json }}')).toBe('[][]');
  });

  it('names the line that is no JSON', () => {
    expect(printed('{{ v | parse_jsonl }}', { v: '1\n\n{"a":}\n2' })).toMatch(
      /^error: parse_jsonl: line 3: .* of the line$/,
    );
    expect(printed('{{ v | parse_jsonl }}', { v: '1 2' })).toMatch(/^error: parse_jsonl: line 1: /);
  });
});

describe('for any values', () => {
  it('jsonl and parse_jsonl give them back', () => {
    fc.assert(
      fc.property(fc.array(fc.json()), (texts) => {
        const values = `[${texts.map((text) => stringifyJson(parseJson(text))).join(',')}]`;

        expect(printed('{{ v | jsonl | parse_jsonl | json }}', `{"v":${values}}`)).toBe(values);
      }),
    );
  });
});
