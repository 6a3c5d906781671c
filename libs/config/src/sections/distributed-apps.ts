/** The apps that share a database and a broker with others. */
export const distributedApps = {
  apps: ['ingress', 'event-router', 'task-runner', 'admin-api'],
  text: 'in every app but standalone',
} as const;
