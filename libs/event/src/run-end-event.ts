import { childIdAt, type Id } from '@millwright/kernel';

/** An event that tells of the end of a run. */
export interface RunEndEvent {
  runId: Id;
  /** Which of the run's ends. */
  round: number;
  topic: string;
}

/** The id of such an event, made at `ms` since 1970: one end makes one event of a topic. */
export const runEndEventIdOf = (ms: number, { runId, round, topic }: RunEndEvent): Id =>
  childIdAt(ms, runId, `${topic}/${round}`);
