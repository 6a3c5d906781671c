/** What is wrong with a field of a task, at `path`. Line and column count from 1, in the text of that field. */
export interface DefinitionFault {
  path: string;
  message: string;
  line?: number;
  column?: number;
}
