const setDelay = (proxies, delayMs) => {
  for (const proxy of proxies) proxy.delayMs = delayMs;
};

export const networkDelay = {
  name: 'network-delay',
  about: '200 ms more each way to RabbitMQ and PostgreSQL, by a proxy of the harness',
  embodiments: ['processes'],
  layout: { proxied: true },
  every: 5,
  lasts: 20,
  inject: async ({ proxies }) => setDelay(proxies, 200),
  heal: async ({ proxies }) => setDelay(proxies, 0),
};
