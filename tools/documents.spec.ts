import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { actions } from '@millwright/action';
import { describeSettings } from '@millwright/config';
import { providerCatalogue } from '@millwright/webhook';
import { actionPages } from './docs/action-pages.mjs';
import { configurationPage, environmentExample, setByCompose } from './docs/configuration-page.mjs';
import { errorCodesIn } from './docs/error-codes.mjs';
import { filesLike } from './docs/files.mjs';
import { brokenLinksOf } from './docs/links.mjs';
import { performancePage, performanceResults } from './docs/performance-page.mjs';
import { providerPages } from './docs/provider-pages.mjs';

const root = join(import.meta.dirname, '..');
const read = (path: string): string => readFileSync(join(root, path), 'utf8');

describe('the generated documents', () => {
  it('have every setting of libs/config in docs/configuration.md (npm run generate)', () => {
    expect(read('docs/configuration.md')).toBe(configurationPage(describeSettings()));
  });

  it('have every setting of libs/config in .env.example (npm run generate)', () => {
    expect(read('.env.example')).toBe(environmentExample(describeSettings()));
  });

  it('have every result of bench/results in docs/performance.md (npm run generate)', () => {
    expect(read('docs/performance.md')).toBe(performancePage(performanceResults(root)));
  });
});

describe('docs/providers', () => {
  const pages = providerPages(providerCatalogue());

  it('warn of a proxy that changes the body only where the body is signed', () => {
    const warned = ['github', 'basic', 'bearer', 'api-key', 'mailchimp'].filter((id) =>
      pages.get(`${id}.md`)?.includes('must not change the body'),
    );

    expect(warned).toEqual(['github']);
  });

  it('has a page of every sender, as the code describes it (npm run generate)', () => {
    for (const [file, text] of pages) {
      expect([file, read(`docs/providers/${file}`)]).toEqual([file, text]);
    }
  });

  it('has no page of a sender that is not known', () => {
    expect(readdirSync(join(root, 'docs/providers')).sort()).toEqual([...pages.keys()].sort());
  });

  it('sets up each in five lines', () => {
    for (const [file, text] of pages) {
      if (file === 'README.md') continue;
      expect([file, text.match(/^\d\. .+$/gm)?.length]).toEqual([file, 5]);
    }
  });
});

describe('docs/actions', () => {
  const pages = actionPages(actions, root);

  it('has a page of every action, as its schema and README have it (npm run generate)', () => {
    for (const [file, text] of pages) {
      expect([file, read(`docs/actions/${file}`)]).toEqual([file, text]);
    }
  });

  it('has no page of an action that there is not', () => {
    expect(readdirSync(join(root, 'docs/actions')).sort()).toEqual([...pages.keys()].sort());
  });

  it('names every option of each, once', () => {
    for (const { name, options } of actions) {
      const rows = pages.get(`${name}.md`)!.split('\n');
      for (const field of options.fields) {
        const named = rows.filter((row) => row.startsWith(`| \`${field.name}\` |`));
        expect([name, field.name, named.length]).toEqual([name, field.name, 1]);
      }
    }
  });
});

describe('docker-compose.yml', () => {
  it('hands every setting to the apps', () => {
    const compose = read('docker-compose.yml');
    const ports = ['INGRESS_PORT', 'ADMIN_PORT'];

    const forgotten = describeSettings()
      .map(({ variable }) => variable)
      .filter((variable) => !setByCompose.includes(variable))
      .filter((variable) => !compose.includes(`\${${variable}:-`));

    expect(forgotten).toEqual([]);
    expect(ports.filter((port) => !compose.includes(`\${${port}:-`))).toEqual([]);
  });
});

describe('docs/errors.md', () => {
  const page = read('docs/errors.md');
  const sources = filesLike(root, /^(?:libs|apps)\/.*\.ts$/).filter(
    (path) => !/\.(?:spec|int-spec|e2e-spec|conformance)\.ts$|\/testing\//.test(path),
  );

  it('lists every error code of the sources', () => {
    const codes = sources.flatMap((path) => errorCodesIn(read(path)));

    const unlisted = [...new Set(codes)].filter((code) => !page.includes(`\`${code}\``));

    expect(codes.length).toBeGreaterThan(20);
    expect(unlisted).toEqual([]);
  });

  it('lists every error code of the admin API with its status, among those of requests', () => {
    const [, section = ''] = /^## Of requests$(.*?)^## /ms.exec(page) ?? [];
    const rows = section.split('\n').map((row) => row.split('|').map((cell) => cell.trim()));
    const problems = read('apps/admin-api/src/http/problem.ts').matchAll(
      /^ {2}(\w+): \{.*status: (\d+) \},$/gm,
    );

    const given = [...problems].map(([, code, status]) => ({ code: code!, status: status! }));
    const unlisted = given.filter(
      ({ code, status }) =>
        !rows.some(([, codes, shown]) => codes?.includes(`\`${code}\``) && shown === status),
    );

    expect(given.length).toBeGreaterThan(20);
    expect(unlisted).toEqual([]);
  });

  it('lists every error code of runs', () => {
    const runCodes = [
      ...['liquid_syntax', 'liquid_render', 'output_invalid', 'options_invalid', 'task_error'],
      ...['time_limit', 'memory_limit', 'output_limit', 'action_limit', 'size_limit'],
      ...['filter_failed', 'unknown_action', 'invalid_options', 'connection_missing'],
      ...['connection_rejected', 'secret_missing', 'address_forbidden', 'remote_rejected'],
      ...['echo_error', 'network', 'timeout', 'remote_unavailable', 'rate_limited', 'lost'],
      ...['internal', 'task_disabled', 'task_deleted', 'sequence_halted', 'loop_detected'],
      'cancelled',
    ];

    expect(runCodes.filter((code) => !page.includes(`\`${code}\``))).toEqual([]);
  });
});

describe('docs/compatibility.md', () => {
  it('names for each statement about outgoing webhooks a test that has its number', () => {
    const rows = [...read('docs/compatibility.md').matchAll(/^\| ([MD]\d+) .*$/gm)];

    const untested = rows.filter(([row, number]) => {
      const linked = [...row.matchAll(/\(\.\.\/([^)]+)\)/g)].map(([, path]) => read(path!));
      return !linked.some((text) => new RegExp(`\\b${number}\\b`).test(text));
    });

    expect(rows).toHaveLength(30 + 28);
    expect(untested.map(([, number]) => number)).toEqual([]);
  });
});

describe('the links of the documents', () => {
  it.each(filesLike(root, /\.md$/))('lead somewhere in %s', (path) => {
    const broken = brokenLinksOf(read(path), (target) =>
      existsSync(join(root, dirname(path), target)),
    );

    expect(broken).toEqual([]);
  });
});
