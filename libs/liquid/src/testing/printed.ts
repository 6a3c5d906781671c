import { renderTextInThisThread, type TestRender } from './render-in-this-thread.ts';

/** What a template prints, or the message of its error behind `error: `. */
export function printed(template: string, context: TestRender['context'] = {}): string {
  const outcome = renderTextInThisThread(template, { context });
  return outcome.ok ? outcome.text : `error: ${outcome.error.message}`;
}

/** Prints templates with some variables; of one that fails, the message alone. */
export const printerOf =
  (context: TestRender['context'] = {}) =>
  (template: string): string => {
    const outcome = renderTextInThisThread(template, { context });
    return outcome.ok ? outcome.text : outcome.error.message;
  };
