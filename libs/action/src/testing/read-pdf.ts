import { spawnSync } from 'node:child_process';

/** What Poppler, which has nothing to do with Chromium, finds in a PDF. */
const poppler = (program: string, args: readonly string[], pdf: Buffer): Buffer => {
  const { status, stdout, stderr, error } = spawnSync(program, args, {
    input: pdf,
    maxBuffer: 256_000_000,
  });
  if (error) throw new Error(`${program} is not installed (package poppler-utils)`);
  if (status !== 0) throw new Error(`${program}: ${stderr.toString()}`);
  return stdout;
};

/** The text of each page. */
export const pdfPages = (pdf: Buffer): string[] =>
  poppler('pdftotext', ['-layout', '-', '-'], pdf)
    .toString()
    .split('\f')
    .slice(0, -1)
    .map((page) => page.trim());

/** What the PDF says about itself: `Title`, `Author`, `Pages`, `Page size` … */
export const pdfFacts = (pdf: Buffer): Record<string, string> =>
  Object.fromEntries(
    poppler('pdfinfo', ['-'], pdf)
      .toString()
      .split('\n')
      .map((line) => [line.split(':')[0]!, line.slice(line.indexOf(':') + 1).trim()]),
  );

/** How the first page looks, 96 dots to the inch: the colour of a dot as `rrggbb`. */
export function pdfPicture(pdf: Buffer): {
  width: number;
  height: number;
  at: (x: number, y: number) => string;
} {
  const picture = poppler('pdftoppm', ['-r', '96', '-f', '1', '-l', '1', '-'], pdf);
  const [header = '', width = '', height = ''] =
    /^P6\s(\d+) (\d+)\s255\s/.exec(picture.subarray(0, 64).toString('latin1')) ?? [];
  const at = (x: number, y: number): string => {
    const offset = header.length + (Math.round(y) * Number(width) + Math.round(x)) * 3;
    return picture.subarray(offset, offset + 3).toString('hex');
  };
  return { width: Number(width), height: Number(height), at };
}
