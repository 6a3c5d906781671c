// What one writes first to send requests: undici over kept connections. `POST /run?url=…&amount=…&rows=…` sends so many
// and answers when the last is done. `rows`: statements that are committed for each request, as who must not lose one
// has them: an INSERT before it, an UPDATE with the answer after it. 0: none.
import { randomUUID } from 'node:crypto';
import { createServer } from 'node:http';
import { readFile } from 'node:fs/promises';
import pg from 'pg';
import { Agent } from 'undici';

const { PORT, DATABASE_URL, BODY_FILE, CONCURRENCY } = process.env;
const POOL = 10;
const body = await readFile(BODY_FILE);
const pool = new pg.Pool({ connectionString: DATABASE_URL, max: POOL });
await pool.query(
  `create table if not exists bench_requests
   (id uuid primary key, url text, started_at timestamptz, status integer, answer text)`,
);
const insert = 'insert into bench_requests (id, url, started_at) values ($1, $2, now())';
const update = 'update bench_requests set status = $2, answer = $3 where id = $1';
const agent = new Agent({ connections: Number(CONCURRENCY) });

async function send({ origin, pathname, href }, rows) {
  const id = randomUUID();
  if (rows > 0) await pool.query({ name: 'insert', text: insert, values: [id, href] });
  const headers = { 'content-type': 'application/json', 'idempotency-key': id };
  const answer = await agent.request({ origin, path: pathname, method: 'POST', headers, body });
  const text = await answer.body.text();
  if (rows === 0) return;
  await pool.query({ name: 'update', text: update, values: [id, answer.statusCode, text] });
}

async function run(url, amount, rows) {
  let begun = 0;
  const lane = async () => {
    while (begun < amount) {
      begun += 1;
      await send(url, rows);
    }
  };
  await Promise.all(Array.from({ length: Number(CONCURRENCY) }, lane));
}

const server = createServer((request, response) => {
  const { searchParams, pathname } = new URL(request.url, 'http://here');
  if (pathname !== '/run') return void response.end();
  const [amount, rows] = ['amount', 'rows'].map((name) => Number(searchParams.get(name)));
  run(new URL(searchParams.get('url')), amount, rows).then(
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
