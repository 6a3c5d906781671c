export { matcherOf } from './matcher-of.ts';
export { PatternIndex } from './pattern-index.ts';
export {
  isOwnTopic,
  isPlainPattern,
  matchesTopic,
  topicPatternOf,
  type TopicPattern,
} from './topic-pattern.ts';
