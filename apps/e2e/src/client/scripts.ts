/** The result of a task, as a script that says it. */
export const resulting = (result: unknown): string =>
  `{% result %}${JSON.stringify(result)}{% endresult %}`;
