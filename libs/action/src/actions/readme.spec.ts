import { readFileSync } from 'node:fs';
import { parseTemplate } from '@millwright/liquid';
import { actions } from './index.ts';

const readmeOf = (name: string): string =>
  readFileSync(new URL(`${name.replaceAll('_', '-')}/README.md`, import.meta.url), 'utf8');

describe.each(actions.map((action) => ({ name: action.name, action })))(
  'the README of $name',
  ({ name, action }) => {
    const text = readmeOf(name);

    it('says purpose, options, result and failures', () => {
      expect(text.startsWith(`# ${name}\n`)).toBe(true);
      for (const heading of ['Options', 'Result', 'Failures', 'Example']) {
        expect(text).toContain(`\n## ${heading}\n`);
      }
    });

    it('names every option', () => {
      for (const option of action.options.fields) expect(text).toContain(`\`${option.name}\``);
    });

    it('has an example that is Liquid and renders this action', () => {
      const [, example] = /```liquid\n([\s\S]+?)```/.exec(text) ?? [];

      expect(example).toContain(`{% action "${name}"`);
      expect(parseTemplate(example!)).toBeUndefined();
    });
  },
);
