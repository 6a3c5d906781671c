/** Named sizes of paper, upright: width and height in inches. ISO 216 in millimetres. */
const millimetres = (width: number, height: number): [number, number] => [
  width / 25.4,
  height / 25.4,
];
const sizes: Readonly<Record<string, [number, number]>> = {
  a0: millimetres(841, 1189),
  a1: millimetres(594, 841),
  a2: millimetres(420, 594),
  a3: millimetres(297, 420),
  a4: millimetres(210, 297),
  a5: millimetres(148, 210),
  a6: millimetres(105, 148),
  letter: [8.5, 11],
};

/** What there is besides a width and a height of one's own. */
export const PAGE_SIZES = 'A0 A1 A2 A3 A4 A5 A6 Letter';

/** Width and height in inches, by name in any case. */
export const pageSizeNamed = (name: string): [number, number] | undefined =>
  Object.hasOwn(sizes, name.toLowerCase()) ? sizes[name.toLowerCase()] : undefined;
