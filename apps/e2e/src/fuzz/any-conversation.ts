import fc from 'fast-check';
import { noiseAlone, noiseBehind, type NoiseTargets } from './any-noise.ts';
import type { Conversation, Noise, Spoken } from './conversation.ts';

const MOST_AT_ONCE = 6;

const packets = fc.oneof(
  { weight: 4, arbitrary: fc.constant<number[]>([]) },
  { weight: 1, arbitrary: fc.array(fc.integer({ min: 1, max: 2_000 }), { maxLength: 10 }) },
  { weight: 1, arbitrary: fc.array(fc.constant(1), { maxLength: 60 }) },
);

/** Conversations with one port: requests behind each other, and every now and then noise behind them. */
export const anyConversation = (
  to: Conversation['to'],
  spoken: fc.Arbitrary<Spoken>,
  targets: NoiseTargets,
): fc.Arbitrary<Conversation> => {
  const talk = fc.record({
    to: fc.constant(to),
    spoken: fc.array(spoken, { minLength: 1, maxLength: MOST_AT_ONCE }),
    noise: fc.option<Noise, undefined>(noiseBehind(targets), { nil: undefined, freq: 3 }),
    packets,
    from: fc.integer({ min: 2, max: 250 }),
  });
  const only = fc.record({
    to: fc.constant(to),
    spoken: fc.constant<Spoken[]>([]),
    noise: noiseAlone(targets),
    packets,
    from: fc.integer({ min: 2, max: 250 }),
  });
  return fc.oneof({ weight: 3, arbitrary: talk }, { weight: 1, arbitrary: only });
};
