import { stringifyJson } from '@millwright/kernel';
import { headerRecordOf, type AnswerHeaders } from '../answer/call-headers.ts';
import type { StreamMessage } from './job-update.ts';

/** After so long without a message comes a `ping`. */
export const PING_AFTER_MS = 15_000;

const LINE_BREAKS = /[\r\n]+/g;

/**
 * A message as a server-sent event: `data: `, its JSON on one line, an empty line. JSON that was stored as it was
 * written may have line breaks between its tokens, never within a text.
 */
export const encodedMessage = (message: StreamMessage): string =>
  `data: ${stringifyJson(message).replace(LINE_BREAKS, ' ')}\n\n`;

/** Whether the stream is closed after a message: clients that read the whole text depend on it. */
export const isLastMessage = (message: StreamMessage): boolean =>
  message.type === 'update' ? message.completed : message.type !== 'ping';

/** Headers of a stream; `jobId` where there is a job. */
export const streamHeadersOf = (jobId: string | undefined): AnswerHeaders =>
  headerRecordOf([
    ['content-type', 'text/event-stream'],
    ['cache-control', 'no-cache'],
    ['x-accel-buffering', 'no'],
    ['x-content-type-options', 'nosniff'],
    ...(jobId === undefined ? [] : [['x-job-id', jobId] as const]),
  ]);
