/** Text as a cell of a Markdown table. Within backticks everything stands for itself but the bar. */
export const cell = (text) =>
  text
    .split(/(`[^`]*`)/)
    .map((part) => (part.startsWith('`') ? part : part.replaceAll('<', '&lt;')))
    .join('')
    .replaceAll('|', '\\|');
