import { until } from '../../system/until.mjs';
import { killing } from './kill-app.mjs';

const names = ['task-runner', 'standalone'];
const HELD = 10;

/** The attempts are under way, and nobody is left to hear how they end: they are made again when their leases are over. */
export const killWhileDeliveriesHang = killing(
  {
    name: 'kill-while-deliveries-hang',
    about: 'kill -9 of whoever sends deliveries while the receiver holds its answers',
    embodiments: ['processes', 'standalone'],
    every: 15,
    expects: { repeatsDeliveries: true },
    shows: 'attempts broken off',
    async inject({ apps, deliveries }, { saw }) {
      const app = apps.find(({ name }) => names.includes(name));
      deliveries.hold();
      await until(() => deliveries.held >= HELD, { what: 'deliveries to hang' });
      await app.kill();
      await until(() => deliveries.givenUp === deliveries.held, { what: 'them to break off' });
      saw(deliveries.givenUp);
      deliveries.release();
      return app;
    },
  },
  names,
);
