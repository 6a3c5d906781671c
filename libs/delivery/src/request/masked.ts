/** What stands for a value that nobody is to read. */
export const MASK = '***';
