import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { benches } from '../bench/benches.mjs';

/** What each benchmark measures, and against what. */
const about = {
  intake:
    'Durable 204s of one ingress process: webhook look-up, parsing, request id and CORS included, a publish to a quorum queue confirmed before the answer. Express has the parser that is usual for the body (`express.json`, `express.urlencoded`, multer in memory) and publishes with a confirm; `node:http` publishes the bytes as they are, unparsed. p99 is that of 50 connections that send as fast as they are answered. Ours spreads its events over eight queues, as it always does, and each of these has one. `node:http with our messages` publishes one of our messages (envelope, headers, the body read into JSON) instead of the body, to eight queues in turn as ours: what it falls behind `node:http` is the work of the broker, the rest is ours. One ingress uses one core, so a ratio is that of the CPU which a request takes there: of 0.4, 4 and 64 KB of JSON 47, 38 and 100 µs in the bare server and 66, 96 and 320 in ours (the broker takes another 40 to 50, up to 290 for 64 KB). By profile (`node --cpu-prof`), of a request of 0.4 KB ours spends a third in system calls and the garbage collector, a quarter in Node and amqplib, and about a third in what it is there for: envelope 8 %, look-up, ids, headers and answer 10 %, JSON, ids and counters 10 %. Of one of 64 KB 44 % is the check of the JSON, at 480 MB/s, where `JSON.parse` reads 270. To be at 0.7 × `node:http` ours would have to do without about a third of what it adds. Nothing may have gone to the spool in Postgres; `kept by` counts what kept the events of all rounds.',
  'intake-verified':
    "Intake of a webhook that verifies GitHub's signature, against one of the same process that does not; both get the same requests. By profile, `createHmac` is 9 % of a request of 4 KB and 11 % of one of 64 KB (38 µs by itself, with the SHA instructions of the processor), the search for the event's `action` 2 to 4 %.",
  'intake-rules':
    "Intake of a webhook that verifies GitHub's signature and keeps to one more rule, against one of the same process without it; and of a process with ten thousand webhooks, against one with a few. All get the same requests. The limit is above what can be sent, so that every request is counted and let through.",
  pipeline:
    'Events per second from the first POST until nothing is open: event row, task run rendered, echo action stored. Against graphile-worker running three trivial jobs for each event, added while it runs with a commit for each event; and with all of them committed at once when the clock starts (`jobs there before`). Its worker is up before the clock starts, with the options of Node that our apps have. CPU per event is that of our apps, the backends of our database (`postgres`), the processes that write for all databases of its server (`postgres-writers`: WAL, checkpoints), and every RabbitMQ of the machine; what somebody else has done there meanwhile is in it, and a backend that ended meanwhile is not.',
  latency:
    'From the POST until the echo action is committed; the database tells when (a trigger, whose cost is in the figure). Against a request over a quorum queue, two committed INSERTs and a reply; at half load both get half of what ours performs with 64 events under way, sent from the same process over the same connections. A time begins when the request is sent. The bare pipeline has our hops and nothing else: three processes, two quorum queues, one statement in each of the two transactions, the same notification. At half load ours takes both cores: a single event costs several times the CPU of one in a full batch (about 1 ms over all processes), so that events wait until batches are large enough for the rate. With cores to spare (100 events a second here) the median is that of one at a time. A third of what router and runner spend on a single event goes into write(2), about 90 µs each time: another process has to be woken on another virtual core.',
  sync: 'Calls of a task whose script is one tag. Waiting ones, from the request until the result is there: against a request over a quorum queue to a process that commits one INSERT and replies, asked over AMQP by the same process that calls ours over HTTP. `beside 1,000 waiting` is the same while so many callers wait for tasks whose actions do not end, against nobody waiting. Calls that do not wait: 201s per second of one ingress process, the rows committed before the id leaves and the inserts grouped, against Express with `express.json` that groups its INSERTs the same way. There no runner takes part.',
  'fan-out': 'The cost of an event when many tasks are stored. CPU is counted as in pipeline.',
  growth:
    'The same queries with ever more events stored; and retention: a pass that removes the same 50 events whatever is stored, one that removes all events of a day row by row, and the detaching and dropping of each table of a week. `stats` reads up to 2,000 failed runs, which lie in the shared buffers at 10,000 events and no longer from a million on.',
  'http-action':
    'Requests per second of http actions that wait until they are released, from one runner over kept connections, one answer stored for each; against undici alone, and against undici with an INSERT before and an UPDATE after each request, as the runner claims a run and stores its end. And the time from the POST of an event until its request arrives, while another task, as often, asks a host that never answers.',
  'scale-out':
    'The pipeline with more copies of an app. CPU is counted as in pipeline. On the same two cores, two of each find half as many events waiting: what a batch costs by itself (a statement, a commit, a wake-up) is shared by fewer.',
  standalone:
    'The one process of `npm start`, on embedded PostgreSQL and the local bus, which commits an event before it answers. With an empty data directory it makes its database first, as after an installation.',
  liquid:
    'Renders per second of a script as tasks have them (a mail, a request, two log lines), through the pool of worker threads with 64 renders under way: the context crosses as JSON text and is parsed for each render, its output is read into objects, time and memory are metered. Against bare liquidjs, on the main thread of the same process, which has the script parsed and the variables there as objects, and hands back its output as text.',
  memory: 'Resident memory of each app.',
};

const KNOWN = ['name', 'unit', 'ours', 'baselines', 'ratios', 'pairs', 'goal', 'met'];

/** The results that are there, in the order of the benchmarks. @param {string} root */
export function performanceResults(root) {
  return benches
    .map((name) => join(root, 'bench', 'results', `${name}.json`))
    .filter((path) => existsSync(path))
    .map((path) => JSON.parse(readFileSync(path, 'utf8')));
}

/**
 * docs/performance.md: the method, and a table for each result.
 * @param {readonly any[]} results @returns {string}
 */
export function performancePage(results) {
  return [
    '<!-- Generated by `npm run bench` and `npm run generate` from bench/results. Do not edit. -->',
    '# Performance',
    '',
    '`npm run bench` measures all of this here, `npm run bench <name>` one of it; it needs PostgreSQL and RabbitMQ (`DATABASE_URL`, `AMQP_URL`, or the usual local ones) and takes its own database and queues.',
    '',
    '## Method',
    '',
    '- Ours and the baselines are up on the same machine at once and are measured in turn, A B A B, so that what the machine does meanwhile falls on all alike. The first round is dropped. A figure is the median of the rounds, a ratio the median of the ratios within a round.',
    '- **Believe the ratios.** All share the cores: apps, servers, load. A figure by itself says as much about the machine.',
    '- The load comes from a process of its own: wrk where it is installed, else autocannon. autocannon takes several times the CPU for each request, which on two cores is taken from the servers: about half of every figure is lost, on all sides.',
    '- Every process has the young generation of the container image, 8 MB. Queues are emptied between rounds where nobody consumes them.',
    '- A wrong answer fails the benchmark.',
    '',
    ...results.flatMap(sectionOf),
  ].join('\n');
}

function sectionOf(result) {
  const { name, measured_at, machine, versions, postgresql_settings: set, settings, rows } = result;
  const { cpu, cores, memory_gb, system } = machine;
  const { commit, node, postgresql, rabbitmq, load } = versions;
  return [
    `## ${name}`,
    '',
    about[name] ?? '',
    '',
    ...tableOf(result, rows),
    '',
    `Measured ${measured_at.slice(0, 10)} at commit ${commit}: ${cores} cores of ${cpu}, ${memory_gb} GB, ${system}; Node ${node}, PostgreSQL ${postgresql}${set ? ` (${textOf(set)})` : ''}, RabbitMQ ${rabbitmq}, ${load}. Settings: ${textOf(settings)}.`,
    '',
  ];
}

function tableOf(result, rows) {
  const others = [...new Set(rows.flatMap(({ baselines }) => Object.keys(baselines ?? {})))];
  const hasNotes = rows.some((row) => notesOf(row) !== '');
  const hasGoals = rows.some(({ goal }) => goal !== undefined);
  const head = [
    '',
    'ours',
    ...others,
    ...others.map((other) => `× ${other}`),
    ...(hasGoals ? ['goal', 'met'] : []),
    ...(hasNotes ? ['besides'] : []),
  ];
  const cells = (row) => [
    row.name,
    `${figure(row.ours)} ${row.unit ?? result.unit}`.trim(),
    ...others.map((other) => figure(row.baselines?.[other])),
    ...others.map((other) => figure(row.ratios?.[other])),
    ...(hasGoals ? [row.goal ?? '', row.goal === undefined ? '' : row.met ? 'yes' : '**no**'] : []),
    ...(hasNotes ? [notesOf(row)] : []),
  ];
  return [head, head.map(() => '---'), ...rows.map(cells)].map(lineOf);
}

const lineOf = (cells) => `| ${cells.map((cell) => cell.replaceAll('|', '\\|')).join(' | ')} |`;

/** What else a row holds, in words. */
const notesOf = (row) =>
  textOf(Object.fromEntries(Object.entries(row).filter(([key]) => !KNOWN.includes(key))));

function textOf(fields) {
  const parts = Object.entries(fields).map(([key, value]) => {
    const words = key.replaceAll('_', ' ');
    if (value === null || typeof value !== 'object') return `${words} ${figure(value)}`;
    if (Array.isArray(value)) return `${words} ${value.map(String).join(', ') || 'none'}`;
    const inner = Object.entries(value).map(([name, each]) => `${name} ${figure(each)}`);
    return `${words}: ${inner.join(', ')}`;
  });
  return parts.join('; ');
}

/** Three digits that count; whole from a hundred on, in groups of three. */
function figure(value) {
  if (value === undefined || value === null) return '–';
  if (typeof value !== 'number') return typeof value === 'object' ? textOf(value) : String(value);
  if (Number.isInteger(value) || Math.abs(value) >= 100) {
    return Math.round(value).toLocaleString('en-US');
  }
  return String(Number(value.toPrecision(3)));
}
