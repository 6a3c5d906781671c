import { MAX_JSON_DEPTH } from '@millwright/kernel';

/**
 * Deepest nesting in the data of events, and in what scripts render of it: ends of runs wrap an answer that is as deep
 * as a stranger's may be into result, run, action and payload.
 */
export const MAX_DATA_DEPTH = MAX_JSON_DEPTH + 16;
