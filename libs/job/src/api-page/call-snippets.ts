import { pythonQuoted, scriptQuoted, shellQuoted } from './quoted.ts';

/** A call to be written down. */
export interface SnippetCall {
  readonly method: 'GET' | 'POST';
  readonly url: string;
  /** JSON text; undefined: there is no body. */
  readonly body: string | undefined;
  /** The answer comes bit by bit. */
  readonly isStream: boolean;
}

/** One call in one language. */
export interface Snippet {
  /** With the placeholder `$TOKEN` in its `Authorization` header. */
  readonly with_token: string;
  /** To be shared: without that header, and with a word on where the token goes. */
  readonly without: string;
}

/** A call for the shell, for JavaScript modules, and for Python 3; none needs a package. */
export interface CallSnippets {
  readonly curl: Snippet;
  readonly fetch: Snippet;
  readonly python: Snippet;
}

type Writer = (call: SnippetCall, hasToken: boolean) => string;

/** Writes a call down. What goes into the text is quoted: no URL or body breaks out of it. */
export const callSnippetsOf = (call: SnippetCall): CallSnippets => ({
  curl: snippetOf(call, curlText, '#'),
  fetch: snippetOf(call, fetchText, '//'),
  python: snippetOf(call, pythonText, '#'),
});

const ADVICE = [
  'Whoever calls this needs a token: as a Bearer token in the header, or as the query parameter',
  '?token=<token>. With a token in it the URL is a secret.',
];

const snippetOf = (call: SnippetCall, write: Writer, comment: string): Snippet => ({
  with_token: write(call, true),
  without: [...ADVICE.map((line) => `${comment} ${line}`), write(call, false)].join('\n'),
});

const JSON_TYPE = 'application/json';

function curlText({ method, url, body, isStream }: SnippetCall, hasToken: boolean): string {
  const words = [
    `curl ${isStream ? '-N ' : ''}-X ${method} ${shellQuoted(url)}`,
    // In double quotes, so that the shell puts the token in.
    ...(hasToken ? ['-H "Authorization: Bearer $TOKEN"'] : []),
    ...(body === undefined
      ? []
      : [`-H ${shellQuoted(`Content-Type: ${JSON_TYPE}`)}`, `--data-raw ${shellQuoted(body)}`]),
  ];
  return words.join(' \\\n  ');
}

const headersOf = (body: string | undefined, hasToken: boolean): [string, string][] => [
  ...(hasToken ? ([['Authorization', 'Bearer $TOKEN']] as [string, string][]) : []),
  ...(body === undefined ? [] : ([['Content-Type', JSON_TYPE]] as [string, string][])),
];

function fetchText({ method, url, body, isStream }: SnippetCall, hasToken: boolean): string {
  const headers = headersOf(body, hasToken).map(
    ([name, value]) => `${scriptQuoted(name)}: ${scriptQuoted(value)}`,
  );
  return [
    `const response = await fetch(${scriptQuoted(url)}, {`,
    `  method: ${scriptQuoted(method)},`,
    ...(headers.length > 0 ? [`  headers: { ${headers.join(', ')} },`] : []),
    ...(body === undefined ? [] : [`  body: ${scriptQuoted(body)},`]),
    '});',
    ...(isStream
      ? [
          'for await (const part of response.body.pipeThrough(new TextDecoderStream())) {',
          '  console.log(part);',
          '}',
        ]
      : ['console.log(await response.text());']),
  ].join('\n');
}

function pythonText({ method, url, body, isStream }: SnippetCall, hasToken: boolean): string {
  const headers = headersOf(body, hasToken).map(
    ([name, value]) => `${pythonQuoted(name)}: ${pythonQuoted(value)}`,
  );
  return [
    'import urllib.request',
    '',
    'request = urllib.request.Request(',
    `    ${pythonQuoted(url)},`,
    `    method=${pythonQuoted(method)},`,
    ...(headers.length > 0 ? [`    headers={${headers.join(', ')}},`] : []),
    ...(body === undefined ? [] : [`    data=${pythonQuoted(body)}.encode(),`]),
    ')',
    'with urllib.request.urlopen(request) as response:',
    ...(isStream
      ? ['    for line in response:', '        print(line.decode(), end="")']
      : ['    print(response.read().decode())']),
  ].join('\n');
}
