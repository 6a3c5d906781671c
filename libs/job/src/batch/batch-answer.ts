import { stringifyJson, type Id } from '@millwright/kernel';
import { JobProblem } from '../job-problem.ts';

/** What became of a call of a batch: the id of its job, as it is shown, or why there is none. */
export type BatchedCall = Id | JobProblem;

/** The answer to `run/batch`, JSON: what became of each item, in their order. */
export const batchAnswerOf = (calls: readonly BatchedCall[]): string =>
  stringifyJson(
    calls.map((call) =>
      call instanceof JobProblem
        ? { error: { status: call.status, code: call.code, detail: call.detail } }
        : { job_id: call },
    ),
  );

// A line each, whatever a text says.
const BREAKS = /[\u0000-\u001f\u007f-\u009f\u2028\u2029]+/g;

/** Lines of the answer to `run/batch_rerun_jobs`: the new job of each id, in their order, or what is wrong. */
export const rerunLinesOf = (calls: readonly BatchedCall[]): string =>
  calls.map((call) => `${lineOf(call)}\n`).join('');

const lineOf = (call: BatchedCall): string =>
  call instanceof JobProblem ? `Error: ${call.detail.replace(BREAKS, ' ')}` : call;
