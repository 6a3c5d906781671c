export { JobStream } from './job-stream.ts';
export type { JobStand, JobUpdate, StreamMessage } from './job-update.ts';
export { newLogsOf } from './log-offset.ts';
export type { NewLogs } from './log-offset.ts';
export { LOG_TAIL_BYTES, logTailOf, logTextOf } from './log-text.ts';
export { encodedMessage, isLastMessage, PING_AFTER_MS, streamHeadersOf } from './stream-message.ts';
export { UpdateThrottle } from './update-throttle.ts';
