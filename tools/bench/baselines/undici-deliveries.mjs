// What one writes first to send webhooks: undici over kept connections, the same body signed for each request, and an
// INSERT for each attempt. `POST /run?url=…&amount=…` sends so many and answers when the last is stored.
import { createHmac, randomUUID } from 'node:crypto';
import { createServer } from 'node:http';
import { readFile } from 'node:fs/promises';
import pg from 'pg';
import { Agent } from 'undici';

const { PORT, DATABASE_URL, BODY_FILE, CONCURRENCY } = process.env;
const POOL = 10;
const key = Buffer.from('MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw', 'base64');
const body = await readFile(BODY_FILE);
const pool = new pg.Pool({ connectionString: DATABASE_URL, max: POOL });
await pool.query(
  `create table if not exists bench_attempts
   (id uuid primary key, url text, started_at timestamptz, duration_ms integer, status integer, headers jsonb)`,
);
const insert = 'insert into bench_attempts values ($1, $2, $3, $4, $5, $6)';
const agent = new Agent({ connections: Number(CONCURRENCY) });

async function send(url) {
  const id = randomUUID();
  const startedAt = new Date();
  const timestamp = `${Math.floor(startedAt.getTime() / 1000)}`;
  const signed = createHmac('sha256', key).update(`${id}.${timestamp}.`).update(body);
  const headers = {
    'content-type': 'application/json',
    'webhook-id': id,
    'webhook-timestamp': timestamp,
    'webhook-signature': `v1,${signed.digest('base64')}`,
  };
  const { origin, pathname } = new URL(url);
  const answer = await agent.request({ origin, path: pathname, method: 'POST', headers, body });
  await answer.body.dump();
  const durationMs = Date.now() - startedAt.getTime();
  const values = [id, url, startedAt, durationMs, answer.statusCode, JSON.stringify(headers)];
  await pool.query({ name: 'insert', text: insert, values });
}

async function run(url, amount) {
  let begun = 0;
  const lane = async () => {
    while (begun < amount) {
      begun += 1;
      await send(url);
    }
  };
  await Promise.all(Array.from({ length: Number(CONCURRENCY) }, lane));
}

const server = createServer((request, response) => {
  const { searchParams, pathname } = new URL(request.url, 'http://here');
  if (pathname !== '/run') return void response.end();
  run(searchParams.get('url'), Number(searchParams.get('amount'))).then(
    () => response.end(),
    (error) => response.writeHead(500).end(error.stack),
  );
});
server.listen(Number(PORT), '127.0.0.1');

// Ctrl-C reaches the whole group: the benchmark stops it in its turn.
process.on('SIGINT', () => undefined);
process.on('SIGTERM', () => {
  server.close();
  server.closeAllConnections();
  void Promise.all([pool.end(), agent.destroy()]).then(() => process.exit(0));
});
