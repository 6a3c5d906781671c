/** @jest-config-loader esbuild-register */
import type { Config } from 'jest';

/** How every tier reads TypeScript: swc to ES modules, workspaces resolved to their source. */
const typescript: Partial<Config> = {
  testEnvironment: 'node',
  testEnvironmentOptions: { customExportConditions: ['@millwright/source', 'node', 'node-addons'] },
  extensionsToTreatAsEsm: ['.ts'],
  testPathIgnorePatterns: ['/node_modules/', '/dist/'],
  modulePathIgnorePatterns: ['/dist/'],
  transform: {
    '\\.ts$': [
      '@swc/jest',
      {
        jsc: {
          target: 'es2023',
          parser: { syntax: 'typescript', decorators: true },
          transform: { legacyDecorator: true, decoratorMetadata: true },
        },
        module: { type: 'es6' },
        sourceMaps: 'inline',
      },
    ],
  },
};

const tier = (name: string, suffix: string, roots: string[]): Config => ({
  ...typescript,
  displayName: name,
  roots,
  testMatch: [`**/*.${suffix}.ts`],
});

export default {
  testTimeout: 30_000, // a limit for what hangs, not for what is slow on a busy machine
  projects: [
    tier('unit', 'spec', ['<rootDir>/libs', '<rootDir>/apps', '<rootDir>/tools']),
    tier('integration', 'int-spec', ['<rootDir>/libs', '<rootDir>/apps', '<rootDir>/tools']),
    {
      ...tier('e2e', 'e2e-spec', ['<rootDir>/apps/e2e']),
      setupFilesAfterEnv: ['<rootDir>/apps/e2e/src/system/patience.ts'],
    },
  ],
} satisfies Config;
