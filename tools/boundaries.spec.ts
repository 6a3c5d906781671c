import { execFileSync } from 'node:child_process';
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from '@jest/globals';
import { ESLint } from 'eslint';
import tseslint from 'typescript-eslint';
import { rooms } from './lint/rooms.mjs';

const root = join(import.meta.dirname, '..');
const MINUTE_MS = 60_000;

type Case = [from: string, text: string];
const ARROWS = '@nx/enforce-module-boundaries';
const IMPORTS = '@typescript-eslint/no-restricted-imports';

const forbiddenArrows: Case[] = [
  ['libs/kernel/src/new.ts', "import '@millwright/contracts';"],
  ['libs/contracts/src/new.ts', "import '@millwright/config';"],
  ['libs/config/src/new.ts', "import '@millwright/observability';"],
  ['libs/observability/src/new.ts', "import '@millwright/database';"],
  ['libs/database/src/new.ts', "import '@millwright/messaging';"],
  ['libs/messaging/src/new.ts', "import '@millwright/database';"],
  ['libs/net/src/new.ts', "import '@millwright/event';"],
  ['libs/host/src/new.ts', "import '@millwright/event';"],
  ['libs/event/src/new.ts', "import '@millwright/task';"],
  ['libs/event/src/new.ts', "import '@millwright/host';"],
  ['libs/event/src/new.ts', "import type { Task } from '@millwright/task';"],
  ['libs/access/src/new.ts', "import '@millwright/event';"],
  ['libs/cache/src/new.ts', "import '@millwright/liquid';"],
  ['libs/webhook/src/new.ts', "import '@millwright/task';"],
  ['libs/action/src/new.ts', "import '@millwright/task';"],
  ['libs/liquid/src/new.ts', "import '@millwright/database';"],
  ['libs/liquid/src/new.ts', "import '@millwright/net';"],
  ['libs/task/src/new.ts', "import '@millwright/webhook';"],
  ['libs/job/src/new.ts', "import '@millwright/task';"],
  ['libs/task/src/new.ts', "import '@millwright/ingress';"],
  ['apps/ingress/src/new.ts', "import '@millwright/task-runner';"],
  ['apps/e2e/src/new.ts', "import '@millwright/ingress';"],
  ['apps/e2e/src/new.ts', "import '@millwright/task';"],
  ['libs/testing/src/new.ts', "import '@millwright/database';"],
  ['libs/event/src/new.ts', "import 'a-package-nobody-declared';"],
  ['libs/event/src/new.ts', "import '../../kernel/src/id.ts';"],
];

const forbiddenImports: Case[] = [
  ['apps/ingress/src/a.ts', "export * from '@millwright/task';"],
  ['libs/kernel/src/new.ts', "import 'zod';"],
  ['libs/contracts/src/new.ts', "import '@nestjs/common';"],
  ['libs/event/src/new.ts', "import 'amqplib';"],
  ['libs/database/src/new.ts', "import 'amqp-connection-manager';"],
  ['libs/messaging/src/new.ts', "import 'pg';"],
  ['libs/task/src/new.ts', "import '@nestjs/microservices';"],
  ['libs/task/src/new.ts', "import 'liquidjs';"],
  ['libs/webhook/src/new.ts', "import 'express';"],
  ['libs/action/src/new.ts', "import 'undici';"],
  ['apps/ingress/src/new.ts', "import 'typeorm';"],
  ['apps/admin-api/src/new.ts', "import 'pg';"],
  ['apps/standalone/src/new.ts', "import 'liquidjs';"],
  ['libs/event/src/new.ts', "import 'fast-check';"],
  ['libs/event/src/new.ts', "import '@millwright/kernel/src/id.ts';"],
  ['libs/event/src/new.ts', "import '@millwright/testing';"],
  ['libs/event/src/new.ts', "import '@millwright/database/testing';"],
  ['libs/event/src/new.ts', "import './testing/index.ts';"],
  ['apps/ingress/src/new.ts', "import '@millwright/webhook/testing';"],
  ['apps/ingress/src/new.ts', "import { env } from 'node:process';"],
  ['libs/action/src/new.ts', "import { request } from 'node:http';"],
  ['libs/action/src/new.ts', "import * as net from 'node:net';"],
  ['libs/webhook/src/new.ts', "import { lookup } from 'node:dns/promises';"],
];

const forbiddenWords: [...Case, rule: string][] = [
  ['libs/event/src/new.ts', 'export const url = process.env.URL;', 'no-restricted-properties'],
  ['libs/action/src/new.ts', "export const page = fetch('http://a.b');", 'no-restricted-globals'],
  ['libs/event/src/new.ts', 'export default 1;', 'no-restricted-exports'],
  ['libs/event/src/new.ts', "console.log('here');", 'no-console'],
];

const allowed: Case[] = [
  ['apps/ingress/src/a.ts', "export * from '@millwright/task/commands';"],
  ['libs/kernel/src/new.ts', "import 'node:crypto';"],
  ['libs/contracts/src/new.ts', "import '@millwright/kernel';\nimport 'zod';"],
  ['libs/config/src/new.ts', 'export const given = process.env;'],
  ['libs/observability/src/new.ts', "import '@millwright/config';"],
  ['libs/database/src/new.ts', "import '@millwright/observability';\nimport 'pg';"],
  ['libs/messaging/src/new.ts', "import 'amqplib';\nimport '@nestjs/microservices';"],
  ['libs/net/src/new.ts', "import 'undici';\nimport { connect } from 'node:net';"],
  [
    'libs/host/src/new.ts',
    "import '@millwright/messaging';\nimport { createServer } from 'node:http';",
  ],
  ['libs/event/src/new.ts', "import '@millwright/database';\nimport 'typeorm';"],
  ['libs/webhook/src/new.ts', "import '@millwright/event';\nimport '@millwright/access';"],
  ['libs/action/src/new.ts', "import '@millwright/net';\nimport '@millwright/liquid';"],
  ['libs/task/src/new.ts', "import '@millwright/action';\nimport '@millwright/cache';"],
  ['libs/liquid/src/new.ts', "import 'liquidjs';"],
  ['libs/event/src/new.spec.ts', "import '@millwright/testing';\nimport 'fast-check';"],
  ['libs/event/src/new.int-spec.ts', "import '@millwright/database/testing';"],
  ['libs/event/src/new.spec.ts', "import './testing/index.ts';"],
  ['libs/database/src/testing/new.ts', "import '@millwright/testing';"],
  ['apps/ingress/src/new.ts', "import '@millwright/host';\nimport '@millwright/webhook';"],
  ['apps/standalone/src/new.ts', "import '@millwright/ingress';\nimport '@millwright/host';"],
  [
    'apps/e2e/src/new.e2e-spec.ts',
    "import '@millwright/contracts';\nimport '@millwright/testing';",
  ],
];

describe('the boundaries between workspaces', () => {
  let eslint: ESLint;

  beforeAll(() => {
    // The boundary rule reads a cached project graph, which any nx command writes.
    execFileSync(join(root, 'node_modules/.bin/nx'), ['show', 'projects'], {
      cwd: root,
      env: { ...process.env, NX_DAEMON: 'false' },
    });
    eslint = new ESLint({ cwd: root, overrideConfig: [tseslint.configs.disableTypeChecked] });
  }, MINUTE_MS);

  const rulesBrokenBy = async (path: string, text: string): Promise<unknown[]> => {
    const [result] = await eslint.lintText(`${text}\n`, { filePath: join(root, path) });
    return (result?.messages ?? [])
      .map(({ ruleId }) => ruleId)
      .filter((rule) => rule !== '@typescript-eslint/no-unused-vars');
  };

  it.each([
    ...forbiddenArrows.map(([path, text]) => [path, text, ARROWS] as const),
    ...forbiddenImports.map(([path, text]) => [path, text, IMPORTS] as const),
    ...forbiddenWords,
  ])('%s may not say: %s', async (path, text, rule) => {
    expect(await rulesBrokenBy(path, text)).toContain(rule);
  });

  it.each(allowed)('%s may say: %s', async (path, text) => {
    expect(await rulesBrokenBy(path, text)).toEqual([]);
  });

  it('has a line in the table for every workspace', () => {
    const folders = ['libs', 'apps'].flatMap((folder) =>
      readdirSync(join(root, folder), { withFileTypes: true })
        .filter((entry) => entry.isDirectory())
        .map((entry) => entry.name),
    );

    expect(folders.sort()).toEqual(Object.keys(rooms).sort());
  });
});
