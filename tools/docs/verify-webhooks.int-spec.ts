import { createHmac, randomBytes } from 'node:crypto';
import { execFileSync, spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';

const page = readFileSync(join(import.meta.dirname, '../../docs/verify-webhooks.md'), 'utf8');

/** The code of a language as the page prints it. */
function printed(language: string): string {
  const code = new RegExp(`\`\`\`${language}\\n(.*?)\`\`\``, 's').exec(page)?.[1];
  if (code === undefined) throw new Error(`the page prints no ${language}`);
  return code;
}

/** How a language's function is called with what lies in input.json: `[{secret, headers, body (base64)}]`. */
interface Caller {
  language: string;
  /** Whether it is there, and how. */
  version: readonly string[];
  file: string;
  /** The printed code with what calls it. */
  program: (code: string) => string;
  command: readonly string[];
  more?: Readonly<Record<string, string>>;
}

const callers: readonly Caller[] = [
  {
    language: 'js',
    version: ['node', '--version'],
    file: 'main.mjs',
    program: (code) => `import { readFileSync } from 'node:fs';
${code}
const cases = JSON.parse(readFileSync('input.json'));
console.log(JSON.stringify(cases.map(({ secret, headers, body }) => verify(secret, headers, Buffer.from(body, 'base64')))));`,
    command: ['node', 'main.mjs'],
  },
  {
    language: 'python',
    version: ['python3', '--version'],
    file: 'main.py',
    program: (code) => `import json
${code}
cases = json.load(open("input.json"))
print(json.dumps([verify(c["secret"], c["headers"], base64.b64decode(c["body"])) for c in cases]))`,
    command: ['python3', 'main.py'],
  },
  {
    language: 'php',
    version: ['php', '--version'],
    file: 'main.php',
    program: (code) => `<?php
${code}
$cases = json_decode(file_get_contents('input.json'), true);
echo json_encode(array_map(fn ($c) => verify($c['secret'], $c['headers'], base64_decode($c['body'])), $cases));`,
    command: ['php', 'main.php'],
  },
  {
    language: 'ruby',
    version: ['ruby', '--version'],
    file: 'main.rb',
    program: (code) => `require "json"
${code}
cases = JSON.parse(File.read("input.json"))
puts JSON.generate(cases.map { |c| verify(c["secret"], c["headers"], c["body"].unpack1("m")) })`,
    command: ['ruby', 'main.rb'],
  },
  {
    language: 'go',
    version: ['go', 'version'],
    file: 'webhook.go',
    program: (code) => code,
    command: ['go', 'run', './main'],
    more: {
      'go.mod': 'module example\n\ngo 1.19\n',
      'main/main.go': `package main

import (
	"encoding/json"
	webhook "example"
	"fmt"
	"net/http"
	"os"
)

func main() {
	var cases []struct {
		Secret  string
		Headers map[string]string
		Body    []byte
	}
	text, _ := os.ReadFile("input.json")
	if err := json.Unmarshal(text, &cases); err != nil {
		panic(err)
	}
	answers := []bool{}
	for _, c := range cases {
		header := http.Header{}
		for name, value := range c.Headers {
			header.Set(name, value)
		}
		answers = append(answers, webhook.Verify(c.Secret, header, c.Body))
	}
	out, _ := json.Marshal(answers)
	fmt.Println(string(out))
}
`,
    },
  },
];

const secret = `whsec_${randomBytes(32).toString('base64')}`;
const body = Buffer.from('{"type":"user/contact/created","data":{"name":"Zoë 😀"}}');

function headersOf(signingSecret: string, { ageS = 0 } = {}): Record<string, string> {
  const id = 'msg_p5jXN8AQM9LWM0D4loKWxJek';
  const timestamp = `${Math.floor(Date.now() / 1000) - ageS}`;
  const key = Buffer.from(signingSecret.slice('whsec_'.length), 'base64');
  const signature = createHmac('sha256', key).update(`${id}.${timestamp}.`).update(body);
  return {
    'webhook-id': id,
    'webhook-timestamp': timestamp,
    'webhook-signature': `v1,${signature.digest('base64')}`,
  };
}

const other = `whsec_${randomBytes(32).toString('base64')}`;
const good = headersOf(secret);
const ofOther = headersOf(other)['webhook-signature'];

const cases: readonly [
  name: string,
  headers: Record<string, string>,
  body: Buffer,
  ours: boolean,
][] = [
  ['one that is ours', good, body, true],
  [
    'one of a rotation',
    { ...good, 'webhook-signature': `${ofOther} ${good['webhook-signature']}` },
    body,
    true,
  ],
  [
    'one with a second kind of signature',
    { ...good, 'webhook-signature': `v1a,AAAA ${good['webhook-signature']}` },
    body,
    true,
  ],
  ['another secret', headersOf(other), body, false],
  ['one changed byte', good, Buffer.from(body.toString().replace('Zoë', 'Zoe')), false],
  ['another id', { ...good, 'webhook-id': 'msg_2' }, body, false],
  ['an old one', headersOf(secret, { ageS: 301 }), body, false],
  ['one from the future', headersOf(secret, { ageS: -310 }), body, false],
  ['a time in words', { ...good, 'webhook-timestamp': 'now' }, body, false],
  [
    'another version',
    { ...good, 'webhook-signature': good['webhook-signature']!.replace('v1', 'v2') },
    body,
    false,
  ],
  ['an empty signature', { ...good, 'webhook-signature': 'v1,' }, body, false],
  ['no header at all', {}, body, false],
];

describe.each(callers)('the $language that the docs print', (caller) => {
  const { language, version, file, program, command, more = {} } = caller;
  const isThere = spawnSync(version[0]!, version.slice(1)).status === 0;
  let folder: string;
  let answers: boolean[];
  beforeAll(() => {
    if (!isThere) return;
    folder = mkdtempSync(join(tmpdir(), 'millwright-verify-'));
    const files = { [file]: program(printed(language)), ...more };
    for (const [name, text] of Object.entries(files)) {
      const path = join(folder, name);
      execFileSync('mkdir', ['-p', join(path, '..')]);
      writeFileSync(path, text);
    }
    const input = cases.map(([, headers, bytes]) => ({
      secret,
      headers,
      body: bytes.toString('base64'),
    }));
    writeFileSync(join(folder, 'input.json'), JSON.stringify(input));
    const env = {
      ...process.env,
      NODE_OPTIONS: '',
      GOFLAGS: '-mod=mod',
      GOCACHE: join(folder, 'cache'),
    };
    const out = execFileSync(command[0]!, command.slice(1), { cwd: folder, env });
    answers = JSON.parse(out.toString()) as boolean[];
  }, 120_000);
  afterAll(() => {
    if (folder !== undefined) rmSync(folder, { recursive: true, force: true });
  });

  const test = isThere ? it : it.skip;
  test.each(
    cases.map(
      ([name, , , ours], index) => [name, ours ? 'accepts' : 'refuses', index, ours] as const,
    ),
  )('%s: it %s it', (_name, _verb, index, ours) => {
    expect(answers[index]).toBe(ours);
  });
});
