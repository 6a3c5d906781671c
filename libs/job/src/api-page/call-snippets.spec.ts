import { spawnSync } from 'node:child_process';
import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { callSnippetsOf, type SnippetCall } from './call-snippets.ts';

const post: SnippetCall = {
  method: 'POST',
  url: 'https://hooks.example/api/w/main/jobs/run/p/f/tasks/a',
  body: '{"a":1.0}',
  isStream: false,
};

const nasty = [
  `'; echo pwned; '`,
  '$(echo pwned)',
  '`echo pwned`',
  '$TOKEN "quoted" \\',
  '${constructor} */ </script> %s {0}',
  '\u0001\u007f\u2028\u2029 é 😀',
  "\\u0000 \\ud800 \\\\ \\'",
  '!! !$ #{x} """ \'\'\'',
  '--version',
];
const nastyCalls = nasty.flatMap((text): SnippetCall[] => [
  { ...post, url: `${post.url}?x=${text}`, body: JSON.stringify({ [text]: text }) },
  { ...post, method: 'GET', url: `${post.url}?x=${text}`, body: undefined },
]);

const run = (command: string, args: readonly string[], input: string) =>
  spawnSync(command, args, {
    input,
    encoding: 'utf8',
    env: { ...process.env, TOKEN: 'the-token' },
  });

const hasPython = run('python3', ['--version'], '').status === 0;

describe('a snippet', () => {
  it('looks as a person would write it', () => {
    const { curl, fetch, python } = callSnippetsOf(post);

    expect(curl.with_token).toBe(`curl -X POST '${post.url}' \\
  -H "Authorization: Bearer $TOKEN" \\
  -H 'Content-Type: application/json' \\
  --data-raw '{"a":1.0}'`);
    expect(fetch.with_token).toBe(`const response = await fetch("${post.url}", {
  method: "POST",
  headers: { "Authorization": "Bearer $TOKEN", "Content-Type": "application/json" },
  body: "{\\"a\\":1.0}",
});
console.log(await response.text());`);
    expect(python.with_token).toBe(`import urllib.request

request = urllib.request.Request(
    "${post.url}",
    method="POST",
    headers={"Authorization": "Bearer $TOKEN", "Content-Type": "application/json"},
    data="{\\"a\\":1.0}".encode(),
)
with urllib.request.urlopen(request) as response:
    print(response.read().decode())`);
  });

  it('that is shared has no token, and says where it goes', () => {
    for (const { without } of Object.values(callSnippetsOf(post))) {
      expect(without).not.toMatch(/\$TOKEN|Authorization/);
      expect(without).toMatch(/\?token=.*secret/);
    }
  });
});

describe('a snippet for the shell', () => {
  const wordsOf = (call: SnippetCall): string[] =>
    wordsOfMany([callSnippetsOf(call).curl.with_token])[0]!;
  /** What curl would get, from one shell. */
  const wordsOfMany = (snippets: readonly string[]): string[][] => {
    const stub = `curl() { printf '%s\\0' "$#" "$@"; }\n`;
    const { stdout, stderr, status } = run('bash', ['-s'], stub + snippets.join('\n'));
    expect([status, stderr]).toEqual([0, '']);
    const words = stdout.split('\0');
    const calls: string[][] = [];
    for (let at = 0; at < words.length - 1; at += calls.at(-1)!.length + 1) {
      calls.push(words.slice(at + 1, at + 1 + Number(words[at])));
    }
    return calls;
  };

  it('is one that the shell can read', () => {
    const all = [post, ...nastyCalls].flatMap((call) => Object.values(callSnippetsOf(call).curl));

    const { status, stderr } = run('bash', ['-n'], all.join('\n'));

    expect([status, stderr]).toEqual([0, '']);
  });

  it('puts in the token, and nothing else', () => {
    const sent = wordsOfMany(nastyCalls.map((call) => callSnippetsOf(call).curl.with_token));

    expect(sent).toEqual(
      nastyCalls.map(({ method, url, body }) => [
        ...['-X', method, url, '-H', 'Authorization: Bearer the-token'],
        ...(body === undefined ? [] : ['-H', 'Content-Type: application/json', '--data-raw', body]),
      ]),
    );
    expect(wordsOf({ ...post, isStream: true })[0]).toBe('-N');
  });

  it('is taken literally, for any URL and body', () => {
    // A word of a shell cannot hold NUL, nor does JSON; a newline stays within its quotes.
    const text = fc.string({ unit: fc.constantFrom(...`'"\\$\`!#&;|<>(){}[]*?~ \n\ta=é😀-`) });
    const calls = fc.sample(fc.tuple(text, text), { numRuns: 200, seed: 7 });

    const sent = wordsOfMany(
      calls.map(([url, body]) => callSnippetsOf({ ...post, url, body }).curl.with_token),
    );

    expect(sent.map((words) => [words[2], words.at(-1)])).toEqual(calls);
  });
});

describe('a snippet for JavaScript', () => {
  type Sent = [string, { method: string; headers?: Record<string, string>; body?: string }];
  // A module's body, with what it would call put in its place.
  const sentBy = async (snippet: string): Promise<Sent> => {
    const sent: Sent[] = [];
    const fetch = (...args: Sent) => {
      sent.push(args);
      const body = { pipeThrough: () => [] };
      return Promise.resolve({ text: () => Promise.resolve('done'), body });
    };
    const AsyncFunction = (async () => {}).constructor as FunctionConstructor;
    const module = new AsyncFunction('fetch', 'console', snippet);
    await (module as unknown as (...args: unknown[]) => Promise<void>)(fetch, { log: () => {} });
    expect(sent).toHaveLength(1);
    return sent[0]!;
  };

  it.each(nastyCalls)('sends just that: %j', async (call) => {
    const { fetch } = callSnippetsOf(call);

    const [url, { method, headers, body }] = await sentBy(fetch.with_token);

    expect([url, method, body]).toEqual([call.url, call.method, call.body]);
    expect(headers?.['Authorization']).toBe('Bearer $TOKEN');
    const [, shared] = await sentBy(fetch.without);
    expect(shared.headers?.['Authorization']).toBeUndefined();
    expect(shared.body).toBe(call.body);
  });

  it('reads a stream', async () => {
    await sentBy(callSnippetsOf({ ...post, isStream: true }).fetch.with_token);
  });

  it('is taken literally, for any URL and body', async () => {
    await fc.assert(
      fc.asyncProperty(fc.string({ unit: 'binary' }), fc.string(), async (url, body) => {
        const [to, sent] = await sentBy(callSnippetsOf({ ...post, url, body }).fetch.with_token);
        expect([to, sent.body]).toEqual([url, body]);
      }),
    );
  });
});

(hasPython ? describe : describe.skip)('a snippet for Python', () => {
  // Reads each snippet's syntax, and the literals in its one call.
  const READER = `
import ast, json, sys
sent = []
for source in json.load(sys.stdin):
    call = next(n for n in ast.walk(ast.parse(source)) if isinstance(n, ast.Call) and getattr(n.func, "attr", "") == "Request")
    words = {k.arg: k.value for k in call.keywords}
    data = words.get("data")
    sent.append([ast.literal_eval(call.args[0]), ast.literal_eval(words["method"]), data and ast.literal_eval(data.func.value)])
print(json.dumps(sent))
`;

  it('is taken literally', () => {
    const calls = [post, { ...post, isStream: true }, ...nastyCalls];
    const snippets = calls.flatMap((call) => Object.values(callSnippetsOf(call).python));

    const { stdout, stderr } = run('python3', ['-c', READER], JSON.stringify(snippets));

    expect(stderr).toBe('');
    const sent = calls.map(({ url, method, body }) => [url, method, body ?? null]);
    expect(JSON.parse(stdout)).toEqual(sent.flatMap((each) => [each, each]));
  });
});
