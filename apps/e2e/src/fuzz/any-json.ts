import fc from 'fast-check';

/** A body's text and whether it is JSON that must be taken. */
export interface AnyText {
  text: string;
  isFine: boolean;
  shape: string;
}

const text = (shape: string, isFine: boolean) => (made: string) => ({ text: made, isFine, shape });

const value = fc.oneof(
  { weight: 4, arbitrary: fc.json({ maxDepth: 4 }) },
  {
    weight: 1,
    arbitrary: fc.constantFrom(
      '1e400000',
      '-0.0',
      '1'.repeat(5_000),
      `0.${'9'.repeat(5_000)}`,
      '"\\ud800"',
      '"\\udc00\\ud800"',
      '"\\u0000"',
      '""',
      'null',
      '9007199254740993',
      `"${'x'.repeat(100_000)}"`,
      `"${'\\u0041'.repeat(20_000)}"`,
      `"${'💥'.repeat(10_000)}"`,
    ),
  },
);

const nested = (depth: number): fc.Arbitrary<string> =>
  fc
    .boolean()
    .map((inObjects) =>
      inObjects
        ? `${'{"a":'.repeat(depth)}1${'}'.repeat(depth)}`
        : `${'['.repeat(depth)}${']'.repeat(depth)}`,
    );

const keys = (count: number): string =>
  `{${Array.from({ length: count }, (_none, n) => `"k${n}":${n}`).join(',')}}`;

/** JSON that is fine, though a bomb to some. */
export const fineJson: fc.Arbitrary<AnyText> = fc.oneof(
  { weight: 6, arbitrary: value.map(text('json', true)) },
  {
    weight: 1,
    arbitrary: fc.integer({ min: 50, max: 199 }).chain(nested).map(text('json deep', true)),
  },
  {
    weight: 1,
    arbitrary: fc.integer({ min: 1, max: 3_000 }).map(keys).map(text('json many keys', true)),
  },
  {
    weight: 1,
    arbitrary: fc
      .array(fc.constantFrom('"a"', '"__proto__"', '"constructor"', '"\\u0061"', '""'), {
        maxLength: 50,
      })
      .map((names) => `{${names.map((name, n) => `${name}:${n}`).join(',')}}`)
      .map(text('json repeated keys', true)),
  },
  {
    weight: 1,
    arbitrary: fc
      .tuple(fc.stringMatching(/^[ \t\r\n]{0,2000}$/), value)
      .map(([space, inner]) => `${space}${inner}${space}`)
      .map(text('json in space', true)),
  },
);

const broken = fc.oneof(
  fc.json({ maxDepth: 4 }).map((json) => `${json}]`),
  fc.json({ maxDepth: 4 }).map((json) => `[${json}`),
  fc.constantFrom('{"a":', '{a:1}', "{'a':1}", '[1,]', '{"a":1,}', '01', '+1', '.5', '1.', 'NaN'),
  fc.constantFrom(
    '"\\x"',
    '"\\u12"',
    '"\n"',
    '"\u0000"',
    'nul',
    'truefalse',
    '[1 2]',
    '\ufeff\ufeff1',
  ),
);

/** JSON that must be refused. */
export const brokenJson: fc.Arbitrary<AnyText> = fc.oneof(
  { weight: 4, arbitrary: broken.map(text('json broken', false)) },
  {
    weight: 1,
    arbitrary: fc
      .integer({ min: 201, max: 100_000 })
      .map((depth) => '['.repeat(depth))
      .map(text('json too deep', false)),
  },
  {
    weight: 1,
    arbitrary: fc.integer({ min: 201, max: 2_000 }).chain(nested).map(text('json too deep', false)),
  },
);
