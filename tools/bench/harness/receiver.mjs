// A receiver of webhooks, as a program of its own, in benches: `/fast` answers 204 at once and notes when, `/hang`
// never answers until it is told to. It listens on every address of HOSTS. GET `/stats` answers what came since the last POST `/reset`; POST `/let-go` ends
// what hangs. Bodies may carry `"sent_at":<milliseconds since 1970>`.
import { createServer } from 'node:http';

const { PORT, HOSTS } = process.env;
const held = new Set();
let firstAt;
let lastAt;
let count = 0;
let latencies = [];

function reset() {
  firstAt = undefined;
  lastAt = undefined;
  count = 0;
  latencies = [];
}

function note(body, now) {
  firstAt ??= performance.now();
  lastAt = performance.now();
  count += 1;
  const sentAt = /"sent_at":(\d+)/.exec(body)?.[1];
  if (sentAt !== undefined) latencies.push(now - Number(sentAt));
}

const controls = {
  '/ready': () => '',
  '/reset': () => void reset(),
  '/let-go': () => {
    for (const response of held) response.destroy();
    held.clear();
  },
  '/stats': () => JSON.stringify({ count, seconds: (lastAt - firstAt) / 1000, latencies }),
};

function answer(request, response) {
  const control = controls[request.url];
  if (control !== undefined) return void response.end(control());
  let body = '';
  request.setEncoding('latin1');
  request.on('data', (text) => (body += text));
  request.on('end', () => {
    if (request.url.startsWith('/hang')) return void held.add(response);
    note(body, Date.now());
    response.writeHead(204).end();
  });
}

const servers = HOSTS.split(',').map((host) =>
  createServer({ keepAliveTimeout: 60_000 }, answer).listen(Number(PORT), host),
);

// Ctrl-C reaches the whole group: the benchmark stops it in its turn.
process.on('SIGINT', () => undefined);
process.on('SIGTERM', () => {
  for (const server of servers) server.closeAllConnections();
  process.exit(0);
});
