import nx from '@nx/eslint-plugin';
import { composedApps, rooms, testFiles } from './rooms.mjs';

const OUTGOING = 'Outgoing connections are opened in libs/net only.';
const TEST_DOOR = 'Only specs, conformance suites and testing folders use test code.';

/** Built-ins that open connections. Types and listening servers stay free. */
const outgoing = [
  ...['node:http', 'node:https'].map((name) => ({
    name,
    importNames: ['request', 'get', 'Agent', 'globalAgent', 'ClientRequest', 'default'],
  })),
  { name: 'node:http2', importNames: ['connect', 'default'] },
  { name: 'node:net', importNames: ['connect', 'createConnection', 'Socket', 'default'] },
  { name: 'node:tls', importNames: ['connect', 'TLSSocket', 'default'] },
  { name: 'node:dgram' },
  { name: 'node:dns' },
  { name: 'node:dns/promises' },
].map((path) => ({ ...path, allowTypeImports: true, message: OUTGOING }));

const environment = {
  name: 'node:process',
  importNames: ['env', 'default'],
  message: 'The environment is read in libs/config only.',
};

const escaped = (text) => text.replace(/[.+?^${}()|[\]\\/]/g, '\\$&').replaceAll('*', '[^/]*');
const alternatives = (names) => names.map(escaped).join('|');

/** The packages a room keeps out, as one pattern each; `*` alone means every package but those marked `!`. */
function packagePatterns(name, keptOut) {
  const message = `A package that ${name} keeps out (tools/lint/rooms.mjs).`;
  if (!keptOut.includes('*')) {
    return [{ regex: `^(?:${alternatives(keptOut)})(?:/|$)`, message }];
  }
  const spared = keptOut.filter((entry) => entry.startsWith('!')).map((entry) => entry.slice(1));
  const except = ['@millwright/', 'node:', '\\.', ...spared.map((entry) => `${escaped(entry)}$`)];
  return [{ regex: `^(?!${except.join('|')})`, message }];
}

const deepImport = {
  regex: '^@millwright/(?!task/commands$)[^/]+/(?!testing$)',
  message:
    'A library has two doors: its name and, for tests, its name + /testing. Only task has a third, without Liquid: task/commands.',
};
const scripts = {
  regex: '^@millwright/task$',
  message: 'Ingress loads no Liquid: of task only @millwright/task/commands.',
};
const testCode = {
  regex: '^(?:@millwright/(?:testing$|[^/]+/testing$)|(?:\\.{1,2}/)+(?:.*/)?testing/)',
  message: TEST_DOOR,
};

/** What a room's own sources (or, with `inTests`, its specs) may import by path. */
function importRules(name, room, inTests) {
  const reachesOut = inTests || name === 'net';
  const readsEnvironment = inTests || name === 'config';
  const frameworks = ['jest', '@jest/*', 'fast-check', '@nestjs/testing', 'supertest'];
  const keptOut = inTests ? room.keptOut.filter((entry) => entry !== '*') : room.keptOut;
  const banned = keptOut.filter((entry) => !entry.startsWith('!'));
  return [
    'error',
    {
      paths: [...(reachesOut ? [] : outgoing), ...(readsEnvironment ? [] : [environment])],
      patterns: [
        deepImport,
        ...(name === 'ingress' && !inTests ? [scripts] : []),
        ...(banned.length > 0 ? packagePatterns(name, keptOut) : []),
        ...(inTests ? [] : [testCode, ...packagePatterns(name, frameworks)]),
      ],
    },
  ];
}

/** Which workspaces may be reached; tests may also reach libs/testing, which itself knows the kernel alone. */
const depConstraints = (inTests) =>
  Object.entries(rooms).map(([name, { imports }]) => ({
    sourceTag: `scope:${name}`,
    onlyDependOnLibsWithTags: [
      ...new Set([...imports, ...(inTests && name !== 'kernel' ? ['testing'] : [])]),
    ].map((scope) => `scope:${scope}`),
  }));

const boundaryRule = (inTests, allow = []) => ({
  '@nx/enforce-module-boundaries': [
    'error',
    {
      allow,
      banTransitiveDependencies: true,
      enforceBuildableLibDependency: false,
      depConstraints: depConstraints(inTests),
    },
  ],
});

const everyFile = ['libs/*/src/**/*.ts', 'apps/*/src/**/*.ts'];
const testsOfWorkspaces = testFiles.flatMap((glob) =>
  glob.startsWith('**') ? [`libs/*/src/${glob}`, `apps/*/src/${glob}`] : [glob],
);

/** The boundary rules as flat configuration: the import table twice, once for sources and once for tests. */
export const boundaries = [
  { plugins: { '@nx': nx } },
  { files: everyFile, rules: boundaryRule(false) },
  { files: testsOfWorkspaces, rules: boundaryRule(true) },
  { files: ['apps/standalone/src/**/*.ts'], rules: boundaryRule(false, composedApps) },
  {
    files: ['apps/standalone/src/**/*.{spec,int-spec}.ts'],
    rules: boundaryRule(true, composedApps),
  },
  ...Object.entries(rooms).flatMap(([name, room]) => {
    const root = `${room.folder}/${name}/src`;
    const onlyTests = name === 'testing' || name === 'e2e';
    const rule = '@typescript-eslint/no-restricted-imports';
    return [
      { files: [`${root}/**/*.ts`], rules: { [rule]: importRules(name, room, onlyTests) } },
      {
        files: testFiles.slice(0, 5).map((glob) => `${root}/${glob}`),
        rules: { [rule]: importRules(name, room, true) },
      },
    ];
  }),
];
