import js from '@eslint/js';
import prettier from 'eslint-config-prettier';
import tseslint from 'typescript-eslint';
import { boundaries } from './tools/lint/boundaries.mjs';
import { testFiles } from './tools/lint/rooms.mjs';

const sources = ['libs/**/*.ts', 'apps/**/*.ts', 'tools/**/*.ts', 'bench/**/*.ts'];
const scripts = ['**/*.mjs'];
const scriptGlobals = [
  ...['process', 'console', 'fetch', 'URL', 'Buffer', 'performance', 'AbortSignal'],
  ...['setTimeout', 'clearTimeout', 'setInterval', 'clearInterval', 'setImmediate'],
];
const toolConfigurations = ['*.config.{ts,mjs}'];

const noOutgoing = ['fetch', 'WebSocket', 'EventSource'].map((name) => ({
  name,
  message: 'Outgoing connections are opened in libs/net only.',
}));
const noEnvironment = {
  object: 'process',
  property: 'env',
  message: 'The environment is read in libs/config only.',
};

/** Rules that hold in every TypeScript file, tests included. */
const everywhere = {
  eqeqeq: ['error', 'always', { null: 'ignore' }],
  'no-console': 'error',
  // Control characters in patterns are the point where bytes of strangers are read.
  'no-control-regex': 'off',
  'no-restricted-exports': [
    'error',
    { restrictDefaultExports: { direct: true, named: true, defaultFrom: true } },
  ],
  '@typescript-eslint/no-explicit-any': 'error',
  '@typescript-eslint/no-floating-promises': 'error',
  '@typescript-eslint/no-misused-promises': ['error', { checksVoidReturn: { attributes: false } }],
  '@typescript-eslint/switch-exhaustiveness-check': 'error',
  // Files with decorators are left alone by the rule itself: Nest injects by the classes they name.
  '@typescript-eslint/consistent-type-imports': ['error', { fixStyle: 'separate-type-imports' }],
  '@typescript-eslint/no-unused-vars': [
    'error',
    { argsIgnorePattern: '^_', varsIgnorePattern: '^_', ignoreRestSiblings: true },
  ],
  '@typescript-eslint/restrict-template-expressions': [
    'error',
    { allowNumber: true, allowBoolean: true },
  ],
  // A port's method is asynchronous in one body and not in the next.
  '@typescript-eslint/require-await': 'off',
  '@typescript-eslint/only-throw-error': 'off',
  '@typescript-eslint/prefer-promise-reject-errors': 'off',
};

/** Specs read foreign JSON and pass methods about; what they assert is their type check. */
const relaxedInTests = {
  'no-restricted-globals': 'off',
  'no-restricted-properties': 'off',
  '@typescript-eslint/no-unsafe-argument': 'off',
  '@typescript-eslint/no-unsafe-assignment': 'off',
  '@typescript-eslint/no-unsafe-call': 'off',
  '@typescript-eslint/no-unsafe-member-access': 'off',
  '@typescript-eslint/no-unsafe-return': 'off',
  '@typescript-eslint/no-base-to-string': 'off',
  '@typescript-eslint/unbound-method': 'off',
};

export default tseslint.config(
  { ignores: ['**/dist/**', '**/coverage/**', '.nx/**', '.millwright/**', '**/__fixtures__/**'] },
  { linterOptions: { reportUnusedDisableDirectives: 'error' } },
  js.configs.recommended,
  { files: sources, extends: [tseslint.configs.recommendedTypeChecked] },
  {
    files: [...sources, 'jest.config.ts'],
    languageOptions: {
      parser: tseslint.parser,
      parserOptions: {
        project: ['{libs,apps}/*/tsconfig.json', 'tsconfig.spec.json'],
        tsconfigRootDir: import.meta.dirname,
      },
    },
  },
  { files: sources, rules: everywhere },
  {
    files: ['libs/**/*.ts', 'apps/**/*.ts'],
    rules: {
      'no-restricted-globals': ['error', ...noOutgoing],
      'no-restricted-properties': ['error', noEnvironment],
    },
  },
  { files: ['libs/config/**/*.ts'], rules: { 'no-restricted-properties': 'off' } },
  { files: ['libs/net/**/*.ts'], rules: { 'no-restricted-globals': 'off' } },
  { files: testFiles, rules: relaxedInTests },
  { files: ['tools/**/*.ts', 'bench/**/*.ts'], rules: { 'no-console': 'off' } },
  ...boundaries,
  {
    files: scripts,
    languageOptions: {
      globals: Object.fromEntries(scriptGlobals.map((name) => [name, 'readonly'])),
    },
  },
  { files: toolConfigurations, rules: { 'no-restricted-exports': 'off' } },
  prettier,
);
