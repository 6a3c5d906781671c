import { readFileSync } from 'node:fs';

export const killEmbeddedDatabase = {
  name: 'kill-embedded-database',
  about: 'kill -9 of the process of the embedded PostgreSQL, which standalone starts again',
  embodiments: ['standalone'],
  every: 8,
  shows: 'processes killed',
  async inject({ apps: [app] }, { saw }) {
    const children = readFileSync(`/proc/${app.pid}/task/${app.pid}/children`, 'utf8');
    for (const pid of children.trim().split(' ').filter(Boolean)) {
      process.kill(Number(pid), 'SIGKILL');
      saw(1);
    }
  },
};
