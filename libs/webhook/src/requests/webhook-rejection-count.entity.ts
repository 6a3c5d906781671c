import type { Id } from '@millwright/kernel';
import { Column, Entity, PrimaryColumn } from 'typeorm';

/** How many requests of a webhook were refused of late: above so many in a minute, only these numbers grow. */
@Entity({ name: 'webhook_rejection_counts' })
export class WebhookRejectionCount {
  @PrimaryColumn({ name: 'webhook_id', type: 'uuid' })
  webhookId!: Id;

  /** When the first one of the minute that runs was refused. */
  @Column({ name: 'minute_began_at', type: 'timestamptz' })
  minuteBeganAt!: Date;

  @Column({ name: 'minute_refused', type: 'integer' })
  minuteRefused!: number;

  /** How many left no row, of all. */
  @Column({ type: 'bigint' })
  suppressed!: number;
}
