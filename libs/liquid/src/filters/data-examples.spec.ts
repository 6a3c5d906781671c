import { renderTextInThisThread } from '../testing/index.ts';

// The reference's examples of filters for data, bytes, signatures and patterns, and of the deprecated ones among them.
const context = `{
  "nums": [3, 1, 2],
  "h": { "a": 1, "b": null, "c": "x" }
}`;

const examples: readonly (readonly [template: string, output: string])[] = [
  ['{{ h | json }}', '{"a":1,"b":null,"c":"x"}'],
  ['{{ missing | json }}', 'null'],
  ['{{ 2.0 | json }}', '2.0'],
  ['{% assign v = \'{"a":[1,2.0]}\' | parse_json %}{{ v.a.last }}', '2.0'],
  ['{{ "{{" | parse_json: silent: true | json }}', 'null'],
  ['{{ nums | jsonl | replace: newline, "|" }}', '3|1|2'],
  ['{{ \'{"e":1}|{"e":2}\' | replace: "|", newline | parse_jsonl | map: "e" | join: "," }}', '1,2'],
  [
    '{{ \'[["a","b;c"],[1,null]]\' | parse_json | csv: ";" | json }}',
    String.raw`"a;\"b;c\"\n1;\n"`,
  ],
  [
    '{{ "a,b|1," | replace: "|", newline | parse_csv: headers: true | json }}',
    '[{"a":"1","b":null}]',
  ],
  [
    '{{ \'<o id="7"><i>x</i><i><q>y</q></i></o>\' | parse_xml | json }}',
    '{"o":{"id":"7","i":["x",{"q":"y"}]}}',
  ],
  ['{{ "" | default: "n/a" }}', 'n/a'],
  ['{{ " " | default: "n/a" | size }}', '1'],
  ['{{ false | default: "x", allow_false: true }}', 'false'],
  ['{{ "millwright" | gzip | gunzip }}', 'millwright'],
  [
    '{{ "H4sIAAAAAAAAA8vNzMkpL8pMzygBAFz8zpgKAAAA" | base64_decode: force_utf8: false | gunzip }}',
    'millwright',
  ],
  [
    '{% assign b = "Mozilla/5.0 (X11; Linux x86_64; rv:120.0) Gecko/20100101 Firefox/120.0" | browser %}{{ b }}/{{ b.name }}/{{ b.version.major }}/{{ b.os.name }}',
    'Firefox 120.0/Firefox/120/Linux',
  ],
  [
    '{{ \'{"id":"gid://x/1","first":2,"in":{"a":[true,null]}}\' | parse_json | graphql_arguments }}',
    'id: "gid://x/1", first: 2, in: {a: [true, null]}',
  ],
  ['{{ " Tom & Jerry\'s 2nd! " | handleize }}', 'tom-jerry-s-2nd'],
  ['{{ "Crème Brûlée" | handle }}', 'creme-brulee'],
  ['{{ "order 17" | match: "\\d+" }}', '17'],
  [
    '{% assign m = "a=1" | match: "(?<k>\\w)=(?<v>\\d)" %}{{ m.captures | json }}{{ m.named_captures | json }}',
    '["a","1"]{"k":"a","v":"1"}',
  ],
  ['{{ "a1b22" | scan: "\\d+" | join: "," }}', '1,22'],
  ['{{ "k=v,x=y" | scan: "(\\w)=(\\w)" | map: "captures" | json }}', '[["k","v"],["x","y"]]'],
  ['{{ "+1 (202) 555-0143" | e164 }}', '12025550143'],
  ['{{ "000" | e164 | json }}', 'null'],
  ['{{ "mill" | md5 }}', 'a90794a1d591a78fb8905e7870116ea1'],
  ['{{ "mill" | sha1 }}', 'be37ec2ec8ed4c1733fae1e904b82971b84181bc'],
  ['{{ "mill" | sha256 }}', '901fac08e3b464b12fab1d04624a51901b851f15f30119bc3458428505030545'],
  [
    '{{ "mill" | sha512 }}',
    '0261a0173e5d533116ddc89786857e62ec693263c8ee70ac540cab839d2c8c8bc2450dfe1fe2c7e4b447abab55f42d1a7c193e9a13c471f17a1e31804eed71eb',
  ],
  ['{{ "mill" | hmac_sha1: "key" }}', '7ced114875d18e3e1e71f50d4053fb02e5000a0a'],
  [
    '{{ "mill" | hmac_sha256: "key" }}',
    '3e2b5b136da21ba829cd1f0f6c435fd20a0bd6bfeeaa0ddfb0a890aa1cce0de9',
  ],
  [
    '{{ "mill" | hmac_sha256: "key", binary: true | base64_encode }}',
    'PitbE22iG6gpzR8PbENf0goL1r/uqg3fsKiQqhzODek=',
  ],
  [
    '{{ "mill" | hmac_sha512: "key" }}',
    'c80880ddb915d1120886218fda551af559df0a835104adbf4a3c22cb91b02aa890185b54d1064bb63cb39b183f4c38ce12fe691bc220a24dc77884677a9c79ba',
  ],
  ['{{ "mill wright?>" | base64_encode }}', 'bWlsbCB3cmlnaHQ/Pg=='],
  ['{{ "bWlsbA==" | base64_decode }}', 'mill'],
  ['{{ "mill wright?>~~" | base64_url_safe_encode }}', 'bWlsbCB3cmlnaHQ_Pn5-'],
  ['{{ "bWlsbA" | base64_url_safe_decode }}', 'mill'],
  ['{{ "mill" | base64 }}', 'bWlsbA=='],
  ['{{ "bWlsbA==" | decode_base64 }}', 'mill'],
  ['{{ "~~" | base64url }}', 'fn4='],
  ['{{ "fn4" | decode_base64url }}', '~~'],
  ['{{ "a b&c" | url_param_escape }}', 'a%20b%26c'],
  [
    '{{ "https://cdn.example/a.png?v=1" | img_url: "100x100" }}',
    'https://cdn.example/a_100x100.png?v=1',
  ],
];

describe('the examples of the reference', () => {
  it.each(examples)('%s prints %s', (template, output) => {
    expect(renderTextInThisThread(template, { context })).toEqual({ ok: true, text: output });
  });

  it('{{ query | shopify | json }} prints null in a preview', () => {
    const preview = { context: '{"event":{"preview":true}}' };

    expect(
      renderTextInThisThread('{{ "query { shop { name } }" | shopify | json }}', preview),
    ).toEqual({ ok: true, text: 'null' });
  });
});
