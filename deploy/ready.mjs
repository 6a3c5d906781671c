// The container's health check: succeeds when the app on the given port says that it is ready.
const port = process.argv[2];
const response = await fetch(`http://127.0.0.1:${port}/health/ready`, {
  signal: AbortSignal.timeout(4_000),
}).catch(() => undefined);
process.exit(response?.ok ? 0 : 1);
