import { onigurumaPatternOf } from './ruby-pattern.ts';

describe('a pattern of Ruby in the words of Oniguruma', () => {
  it.each([
    ['\\d', '[0-9]'],
    ['[\\w-]', '[[a-zA-Z0-9_]-]'],
    ['\\\\d', '\\\\d'],
    ['\\[\\S', '\\[[^\\t-\\r\\x20]'],
    ['[[:punct:]x]', '[[\\p{P}$+<=>^`|~]x]'],
    ['[^[:^punct:]]', '[^[^\\p{P}$+<=>^`|~]]'],
    ['[:punct:]', '[:punct:]'],
    ['\\u{41 1F600}', '\\x{41}\\x{1F600}'],
    ['\\k<d>\\p{Lu}', '\\k<d>\\p{Lu}'],
    ['😀\ud800', '😀\ud800'],
    ['\\', '\\'],
  ])('writes %s as %s', (ruby, oniguruma) => {
    expect(onigurumaPatternOf(ruby)).toBe(oniguruma);
  });
});
