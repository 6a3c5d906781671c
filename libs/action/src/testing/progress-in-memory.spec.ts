import { newId } from '@millwright/kernel';
import { ProgressInMemory } from './progress-in-memory.ts';
import { runProgressConformance } from './run-progress.conformance.ts';

describe('the progress in memory', () => {
  runProgressConformance(async () => ({ progress: new ProgressInMemory(), actionRunId: newId() }));
});
