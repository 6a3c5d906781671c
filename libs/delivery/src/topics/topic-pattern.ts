/** Which topics are meant: text segments, `*` for exactly one whole segment, `**` at the end for one or more. */
export interface TopicPattern {
  /** As it was given. */
  readonly text: string;
  /** Without a `**` at the end. */
  readonly segments: readonly string[];
  /** Whether it ended in `**`. */
  readonly isOpen: boolean;
}

/** The longest pattern, in characters. */
export const MAX_PATTERN_LENGTH = 200;

/** Topics of this domain are met only by patterns that name it. */
const OWN_DOMAIN = 'millwright';
const TEXT = /^[a-z0-9_.-]+$/i;

/** Reads a pattern; a text says what is wrong with it. */
export function topicPatternOf(text: string): TopicPattern | string {
  if (text === '') return 'a topic or a pattern such as user/order/* is expected';
  if (text.length > MAX_PATTERN_LENGTH) {
    return `a pattern has at most ${MAX_PATTERN_LENGTH} characters`;
  }
  const segments = text.split('/');
  const isOpen = segments.at(-1) === '**';
  if (isOpen) segments.pop();
  const fault = segments.map(segmentFault).find((found) => found !== undefined);
  return fault ?? { text, segments, isOpen };
}

/** Whether a topic is meant. Case matters. */
export function matchesTopic({ segments, isOpen }: TopicPattern, topic: string): boolean {
  const parts = topic.split('/');
  if (isOpen ? parts.length <= segments.length : parts.length !== segments.length) return false;
  if (isOwnTopic(topic) && segments[0] !== OWN_DOMAIN) return false;
  return segments.every((segment, index) => segment === '*' || segment === parts[index]);
}

/** Whether Millwright itself says it: `millwright/…`. */
export const isOwnTopic = (topic: string): boolean => topic.startsWith(`${OWN_DOMAIN}/`);

/** Whether the pattern is the very name of one topic. */
export const isPlainPattern = ({ segments, isOpen }: TopicPattern): boolean =>
  !isOpen && !segments.includes('*');

function segmentFault(segment: string): string | undefined {
  if (segment === '*' || TEXT.test(segment)) return undefined;
  if (segment === '') return 'a pattern has no empty segments';
  if (segment === '**') return '"**" only stands at the end';
  if (segment.includes('*')) return '"*" stands for a whole segment, and not for a part of one';
  return 'a segment has letters, digits, "_", ".", "-", or is "*"';
}
