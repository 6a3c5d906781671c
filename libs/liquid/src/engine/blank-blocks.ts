import type { Template } from './template.ts';
import { TextTemplate } from './text.template.ts';

/** What a block prints in one of its cases. */
export interface Branch {
  templates: readonly Template[];
}

/** Whether templates print nothing but whitespace, whatever happens. */
export const areBlank = (templates: readonly Template[]): boolean =>
  templates.every(({ isBlank }) => isBlank);

/** Takes the whitespace out of a block whose branches print nothing else; answers whether it is such a block. */
export function silencedIfBlank(branches: readonly Branch[]): boolean {
  const isBlank = branches.every(({ templates }) => areBlank(templates));
  if (!isBlank) return false;
  for (const branch of branches) {
    branch.templates = branch.templates.filter((template) => !(template instanceof TextTemplate));
  }
  return true;
}
