// The least that a server can do and still keep what it accepted: node:http, the body's bytes as they are, and a
// confirmed publish to a quorum queue. It looks nothing up, parses nothing and names nothing.
import { createServer } from 'node:http';
import { confirmedQueue } from './confirmed-queue.mjs';

const { publish, close } = await confirmedQueue();

const server = createServer((request, response) => {
  if (request.method === 'GET') return void response.end();
  const chunks = [];
  request.on('data', (chunk) => chunks.push(chunk));
  request.on('end', () =>
    publish(Buffer.concat(chunks), (error) => {
      response.statusCode = error ? 503 : 204;
      response.end();
    }),
  );
}).listen(Number(process.env.PORT), '127.0.0.1');

process.on('SIGTERM', () => void close(server));
