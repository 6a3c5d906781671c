import { type FileGenerator, withinFileLimit } from './generated-file.ts';
import { GeneratorOptions } from './generator-options.ts';
import { readPrintedPage } from './pdf/pdf-options.ts';

/** Prints HTML in a browser. What the page could not load becomes warnings. */
export const pdf: FileGenerator = (value, refuse) => {
  const options = GeneratorOptions.read(value, refuse);
  const page = readPrintedPage(options, refuse);
  const warnOfUnknown = options.warner('pdf');
  return async (name, context) => {
    warnOfUnknown(name, context);
    const { net, signal, warn } = context;
    const { bytes, warnings } = await context.printer.print(page, { net, signal });
    for (const warning of warnings) warn?.(`the file "${name}": ${warning}`);
    return withinFileLimit(name, { bytes, contentType: 'application/pdf' });
  };
};
