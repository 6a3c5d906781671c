import { matchesTopic, topicPatternOf } from './topic-pattern.ts';

/** Whether one of some patterns means a topic. */
export function matcherOf(texts: readonly string[]): (topic: string) => boolean {
  const patterns = texts.map(topicPatternOf).filter((pattern) => typeof pattern !== 'string');
  return (topic) => patterns.some((pattern) => matchesTopic(pattern, topic));
}
