/**
 * The relative links of a Markdown text that lead nowhere.
 * @param {string} text @param {(path: string) => boolean} exists
 * @returns {string[]}
 */
export function brokenLinksOf(text, exists) {
  const prose = text.replace(/```[\s\S]*?```/g, '').replace(/`[^`\n]*`/g, '');
  return [...prose.matchAll(/\]\(([^)\s]+)\)/g)]
    .map(([, target]) => target)
    .filter((target) => !/^(?:[a-z]+:|#)/.test(target))
    .filter((target) => !exists(decodeURI(target.split('#')[0])));
}
