import { computed, optional, setting } from '../setting.ts';
import type { Environment, Reader, Section } from '../setting.ts';
import { oneOf, textLike, urlOf } from '../setting-types.ts';
import { distributedApps } from './distributed-apps.ts';

/** Standalone always commits first; without a broker there is nothing else to keep an event. */
const intakeOf = ({ app }: Reader, { AMQP_URL }: Environment): 'broker' | 'database' =>
  AMQP_URL?.trim() && app !== 'standalone' ? 'broker' : 'database';

/** How messages travel. */
export const broker = {
  title: 'Messages',
  settings: {
    amqpUrl: optional({
      variable: 'AMQP_URL',
      about: 'RabbitMQ 3.10 or newer. Standalone without it passes messages within its process.',
      type: urlOf(['amqp', 'amqps'], 'amqp://user:password@host:5672'),
      secret: true,
      neededWhen: distributedApps,
    }),
    amqpPrefix: setting({
      variable: 'AMQP_PREFIX',
      about: 'Prefix of every exchange and queue, so that several instances share one broker.',
      type: textLike(
        /^[A-Za-z0-9._-]{1,100}$/,
        '1 to 100 letters, digits, dots, hyphens, underscores',
      ),
      default: 'millwright',
    }),
    intake: computed<'broker' | 'database'>({
      variable: 'INTAKE',
      about: "What keeps an event before a webhook's 204: the broker, or a committed database row.",
      type: oneOf('broker', 'database'),
      fallback: intakeOf,
      fallbackText: 'broker where AMQP_URL is set; standalone: database',
    }),
  },
} satisfies Section;
