// What one writes first to take jobs in: Express, its JSON parser, and an INSERT that is committed before the answer,
// grouped: what comes while one is under way goes out with the next.
import express from 'express';
import { randomUUID } from 'node:crypto';
import pg from 'pg';

const { PORT, DATABASE_URL } = process.env;
const MOST = 200;
const AT_ONCE = 2;
const pool = new pg.Pool({ connectionString: DATABASE_URL, max: AT_ONCE });
await pool.query('create table if not exists bench_jobs (id uuid primary key, args text)');
const insert = 'insert into bench_jobs select * from unnest($1::uuid[], $2::text[])';

let waiting = [];
let running = 0;

function flush() {
  if (waiting.length === 0 || running === AT_ONCE) return;
  const group = waiting.splice(0, MOST);
  running += 1;
  const values = [group.map(({ id }) => id), group.map(({ args }) => args)];
  pool
    .query({ name: 'insert', text: insert, values })
    .then(
      () => group.forEach(({ id, response }) => response.status(201).type('text/plain').send(id)),
      () => group.forEach(({ response }) => response.sendStatus(503)),
    )
    .finally(() => {
      running -= 1;
      flush();
    });
}

const app = express();
app.disable('x-powered-by');
app.get('/ready', (_request, response) => void response.sendStatus(200));
app.post('/jobs', express.json({ limit: '10mb' }), (request, response) => {
  waiting.push({ id: randomUUID(), args: JSON.stringify(request.body), response });
  setImmediate(flush);
});
const server = app.listen(Number(PORT), '127.0.0.1');

// Ctrl-C reaches the whole group: the benchmark stops it in its turn.
process.on('SIGINT', () => undefined);
process.on('SIGTERM', () => {
  server.close();
  server.closeAllConnections();
  void pool.end().then(() => process.exit(0));
});
