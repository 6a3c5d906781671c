/**
 * Who may import whom: the one table behind the boundary rules. `imports` names workspaces, `keptOut`
 * names packages that this room has no business with. Every workspace has one line here; one without
 * a line is refused by the boundary self-test.
 */
const platform = ['kernel', 'contracts', 'config', 'observability'];
const domain = [...platform, 'database', 'messaging', 'net'];
const libs = [
  ...domain,
  'host',
  'access',
  'event',
  'webhook',
  'liquid',
  'cache',
  'connection',
  'storage',
  'mail',
  'action',
  'job',
  'task',
  'delivery',
];
const apps = ['ingress', 'event-router', 'task-runner', 'admin-api'];

const brokerClients = ['amqplib', 'amqp-connection-manager'];
const databaseClients = ['pg', 'pg-*', 'typeorm', '@electric-sql/*'];
const fileAndMailClients = [
  ...['nodemailer', 'postal-mime', 'juice', 'html-to-text', 'ssh2'],
  ...['@zip.js/zip.js', 'playwright-core', 'aws4'],
];
const httpClients = ['undici', 'axios', 'got', 'node-fetch', 'socks', 'ipaddr.js'];
const scriptEngines = ['liquidjs'];
const doors = ['express', '@nestjs/microservices', '@nestjs/swagger', '@nestjs/platform-express'];
const worldly = [...fileAndMailClients, ...scriptEngines];

const platformBans = [...worldly, ...brokerClients, ...databaseClients, ...httpClients];
const domainBans = [
  ...worldly,
  ...brokerClients,
  ...httpClients,
  ...doors,
  'pg',
  '@electric-sql/*',
];
const appBans = [...worldly, ...brokerClients, ...databaseClients, ...httpClients];
const without = (list, ...taken) => list.filter((name) => !taken.includes(name));

const lib = (layer, imports, keptOut) => ({ folder: 'libs', layer, imports, keptOut });
const app = (layer, imports, keptOut) => ({ folder: 'apps', layer, imports, keptOut });

export const rooms = {
  kernel: lib('kernel', [], ['*']),
  contracts: lib('contracts', ['kernel'], ['*', '!zod']),

  config: lib('platform', ['kernel', 'contracts'], [...platformBans, ...doors]),
  observability: lib('platform', without(platform, 'observability'), platformBans),
  database: lib('platform', platform, without(platformBans, ...databaseClients)),
  messaging: lib('platform', platform, without(platformBans, ...brokerClients)),
  net: lib('platform', platform, without(platformBans, ...httpClients)),
  host: lib('platform', [...platform, 'database', 'messaging'], platformBans),

  access: lib('domain', domain, domainBans),
  event: lib('domain', domain, domainBans),
  cache: lib('domain', domain, domainBans),
  connection: lib('domain', domain, domainBans),
  storage: lib('domain', domain, without(domainBans, 'aws4')),
  mail: lib('domain', [...domain, 'event', 'liquid'], without(domainBans, 'postal-mime')),
  liquid: lib('domain', platform, [...without(domainBans, 'liquidjs'), 'typeorm']),
  webhook: lib('domain', [...domain, 'event', 'access'], domainBans),
  action: lib(
    'domain',
    [...domain, 'event', 'cache', 'connection', 'liquid', 'storage'],
    without(domainBans, ...fileAndMailClients),
  ),
  job: lib('domain', [...domain, 'event', 'access', 'webhook'], domainBans),
  delivery: lib('domain', [...domain, 'event', 'access', 'liquid'], domainBans),
  task: lib(
    'domain',
    [...domain, 'event', 'action', 'liquid', 'cache', 'connection', 'job'],
    domainBans,
  ),

  ingress: app('app', libs, appBans),
  'event-router': app('app', libs, appBans),
  'task-runner': app('app', libs, appBans),
  'admin-api': app('app', libs, appBans),
  standalone: app('composition', [...libs, ...apps], appBans),
  // Of messaging only its door for tests: what a suite made at the broker, it deletes.
  e2e: app(
    'e2e',
    ['contracts', 'messaging', 'testing'],
    [...brokerClients, ...databaseClients, '@nestjs/*'],
  ),

  testing: lib('test', ['kernel'], ['@nestjs/*', 'typeorm', 'express', 'liquidjs', 'piscina']),
};

/** The apps that the composition root may import although Nx forbids importing applications. */
export const composedApps = apps.map((name) => `@millwright/${name}`);

/** Files that only tests load: specs, conformance suites and the builders behind a `./testing` door. */
export const testFiles = [
  '**/*.spec.ts',
  '**/*.int-spec.ts',
  '**/*.e2e-spec.ts',
  '**/*.conformance.ts',
  '**/testing/**/*.ts',
  'libs/testing/**/*.ts',
  'apps/e2e/**/*.ts',
];
