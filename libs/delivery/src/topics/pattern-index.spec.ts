import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { PatternIndex } from './pattern-index.ts';
import { matchesTopic, topicPatternOf, type TopicPattern } from './topic-pattern.ts';

const patternOf = (text: string): TopicPattern => {
  const pattern = topicPatternOf(text);
  if (typeof pattern === 'string') throw new Error(pattern);
  return pattern;
};

// Few words, so that they meet.
const word = fc.constantFrom('user', 'millwright', 'Millwright', 'a', 'A', 'b', 'millwrigh');
const segment = fc.oneof(word, word, fc.constant('*'));
const pattern = fc
  .tuple(fc.array(segment, { maxLength: 4 }), fc.boolean())
  .map(([segments, isOpen]) => [...segments, ...(isOpen ? ['**'] : [])].join('/'))
  .filter((text) => text !== '');
const topic = fc.array(word, { minLength: 1, maxLength: 5 }).map((words) => words.join('/'));

describe('an index of patterns', () => {
  it('for any patterns and topic finds what one look at each pattern finds', () => {
    fc.assert(
      fc.property(fc.array(pattern, { maxLength: 30 }), topic, (texts, asked) => {
        const index = new PatternIndex<number>();
        texts.forEach((text, number) => index.add(patternOf(text), number));

        const naive = texts.flatMap((text, number) =>
          matchesTopic(patternOf(text), asked) ? [number] : [],
        );

        expect([...index.matching(asked)].sort((a, b) => a - b)).toEqual(naive);
      }),
      { numRuns: 1_000 },
    );
  });

  it('D7: gives an item once, however many of its patterns mean the topic', () => {
    const index = new PatternIndex<string>();
    for (const text of ['user/order/*', 'user/**', 'user/order/paid']) {
      index.add(patternOf(text), 'shop');
    }

    expect([...index.matching('user/order/paid')]).toEqual(['shop']);
  });
});
