import { describe, expect, it } from '@jest/globals';
import { matchesTopic, topicPatternOf, type TopicPattern } from './topic-pattern.ts';

const matches = (pattern: string, topic: string): boolean =>
  matchesTopic(topicPatternOf(pattern) as TopicPattern, topic);

describe('a topic pattern', () => {
  it.each([
    ['user/contact/*', 'user/contact/created', true],
    ['user/contact/*', 'user/contact', false],
    ['user/contact/*', 'user/contact/a/b', false],
    ['user/contact/created', 'user/contact/created', true],
    ['user/contact/created', 'user/Contact/created', false],
    ['User/contact/created', 'user/contact/created', false],
    ['*/contact/*', 'user/contact/created', true],
    ['user/*/created', 'user/contact/created', true],
    ['user/*/created', 'user/contact/deleted', false],
    ['user/**', 'user/contact/created', true],
    ['user/**', 'user', false],
    ['user/contact/created/**', 'user/contact/created', false],
    ['**', 'user/contact/created', true],
    ['user/contact', 'user/contact/created', false],
  ])('D7: %s and %s: %s', (pattern, topic, isMeant) => {
    expect(matches(pattern, topic)).toBe(isMeant);
  });

  it.each([
    ['**', false],
    ['*/**', false],
    ['*/*/*', false],
    ['*/endpoint/failing', false],
    ['millwright/**', true],
    ['millwright/*/*', true],
    ['millwright/endpoint/failing', true],
    ['Millwright/**', false],
  ])('D7: %s gets millwright/endpoint/failing: %s', (pattern, isMeant) => {
    expect(matches(pattern, 'millwright/endpoint/failing')).toBe(isMeant);
  });

  it.each([
    ['', /expected/],
    ['user//created', /empty/],
    ['/user/created', /empty/],
    ['user/contact/', /empty/],
    ['user/con*/created', /whole segment/],
    ['user/***', /whole segment/],
    ['**/created', /at the end/],
    ['user/**/created', /at the end/],
    ['**/**', /at the end/],
    ['user/con tact/created', /letters/],
    ['user/ö/created', /letters/],
    [`user/${'a'.repeat(200)}/b`, /at most 200/],
  ])('D7: %s is refused', (pattern, fault) => {
    expect(topicPatternOf(pattern)).toMatch(fault);
  });
});
