/** A piece of a signed text: as it stands, or what it is filled with. */
export type TemplatePart =
  | { readonly is: 'text'; readonly text: string }
  | { readonly is: 'header'; readonly name: string }
  | { readonly is: 'body' | 'timestamp' | 'url' | 'path' | 'query' | 'method' | 'id' };

const PLACEHOLDER = /\{([^{}]*)\}/g;
const HEADER = /^header:([!#$%&'*+.^_`|~0-9A-Za-z-]{1,100})$/;
const NAMES = ['body', 'timestamp', 'url', 'path', 'query', 'method', 'id'] as const;

/** The parts of a template such as `v1:{timestamp}:{body}`, or what is wrong with it. */
export function templateOf(template: string): readonly TemplatePart[] | string {
  const parts: TemplatePart[] = [];
  let end = 0;
  for (const { 0: written, 1: name, index } of template.matchAll(PLACEHOLDER)) {
    if (index > end) parts.push({ is: 'text', text: template.slice(end, index) });
    const part = placeholderOf(name!);
    if (part === undefined) return `${written} is not known here`;
    parts.push(part);
    end = index + written.length;
  }
  if (end < template.length) parts.push({ is: 'text', text: template.slice(end) });
  return parts.some(({ is }) => is === 'body') ? parts : 'the template must hold {body}';
}

function placeholderOf(name: string): TemplatePart | undefined {
  const header = HEADER.exec(name)?.[1];
  if (header !== undefined) return { is: 'header', name: header.toLowerCase() };
  const is = NAMES.find((known) => known === name);
  return is && { is };
}
