import { withFacts } from './pdf-facts.ts';

const pdf = Buffer.from(
  `%PDF-1.4
1 0 obj
<</Title (x)
/CreationDate (D:20261122132428+00'00')>>
endobj
trailer
<</Size 2
/Root 1 0 R
/Info 1 0 R>>
startxref
99
%%EOF
`,
);

it('adds to the end alone, and points at what it added', () => {
  const changed = withFacts(pdf, { title: '(é)', author: 'A' });

  expect(changed.subarray(0, pdf.length)).toEqual(pdf);
  const text = changed.toString('latin1');
  const [, table] = /startxref\n(\d+)\n%%EOF\n$/.exec(text)!;
  const [, object] = /^xref\n2 1\n(\d{10}) 00000 n \n/.exec(text.slice(Number(table)))!;
  expect(text.slice(Number(object))).toMatch(
    /^2 0 obj\n<<\/Title <feff002800e90029>\n\/Author <feff0041>\n/,
  );
  expect(text).toContain('/Info 2 0 R\n/Prev 99>>');
  expect(text.slice(pdf.length)).toContain("/CreationDate (D:20261122132428+00'00')");
});

it('says so when the PDF is of another kind', () => {
  expect(() => withFacts(Buffer.from('%PDF-1.7\n%%EOF'), {})).toThrow(
    'does not end as those of Chromium',
  );
});
