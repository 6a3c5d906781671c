import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, it } from '@jest/globals';

const folders = ['providers', 'signatures'];
const sources = folders.flatMap((folder) =>
  readdirSync(new URL(`${folder}/`, import.meta.url))
    .filter((file) => file.endsWith('.ts') && !file.endsWith('.spec.ts'))
    .map((file) => ({
      file: `${folder}/${file}`,
      text: readFileSync(new URL(`${folder}/${file}`, import.meta.url), 'utf8'),
    })),
);

// What is secret, or stands for one, beside an operator; comparing with a word that stands in the code tells nothing.
const SECRET = String.raw`\b\w*(?:[sS]ecret|[sS]ignature|[cC]andidate|[eE]xpected|[dD]igest|[pP]assword|[tT]oken|[hH]mac)\w*(?:\(\))?`;
const NOTHING = String.raw`(?:undefined|null|''|0|true|false|'[\w.-]+'|\b[A-Z][A-Z_\d]+\b)`;
const COMPARED = new RegExp(
  String.raw`${SECRET} (?:===|!==) (?!${NOTHING})|(?<!${NOTHING}) (?:===|!==) ${SECRET}(?![\w.]*\()`,
);

describe('a comparison that a stranger could time', () => {
  it('is found by this very check', () => {
    for (const line of [
      'if (signature === expected) {',
      'return given === secret;',
      'given.secret !== other',
      'expected.toString() === value || token === given',
    ]) {
      expect(line).toMatch(COMPARED);
    }
    for (const line of [
      'signature === undefined && signatures.length === 0',
      'if (secret === TEST_KEY) return undefined;',
    ]) {
      expect(line).not.toMatch(COMPARED);
    }
  });

  it('is nowhere among providers and signatures', () => {
    const found = sources.flatMap(({ file, text }) =>
      text
        .split('\n')
        .filter((line) => COMPARED.test(line))
        .map((line) => `${file}: ${line.trim()}`),
    );

    expect(found).toEqual([]);
  });

  it('is left to the kernel, which looks at lengths first', () => {
    const using = sources.filter(({ text }) =>
      /timingSafeEqual|Buffer\.compare|\.equals\(/.test(text),
    );

    expect(using.map(({ file }) => file)).toEqual([]);
  });
});
