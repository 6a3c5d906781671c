import type { Template } from './template.ts';
import { TextTemplate } from './text.template.ts';

/** Whether templates print nothing but whitespace, whatever happens. */
export const areBlank = (templates: readonly Template[]): boolean =>
  templates.every(({ isBlank }) => isBlank);

/** The templates without the whitespace among them. */
export const withoutText = (templates: readonly Template[]): readonly Template[] =>
  templates.filter((template) => !(template instanceof TextTemplate));
