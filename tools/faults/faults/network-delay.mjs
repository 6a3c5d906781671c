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
  shows: 'pieces held back',
  inject: async ({ proxies }) => setDelay(proxies, 200),
  async heal({ proxies }, _injected, { saw }) {
    setDelay(proxies, 0);
    saw(proxies.reduce((sum, proxy) => sum + proxy.takeHeldBack(), 0));
  },
};
