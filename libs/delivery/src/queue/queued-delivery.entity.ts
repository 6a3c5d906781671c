import type { Id } from '@millwright/kernel';
import { Column, Entity, Index, PrimaryColumn } from 'typeorm';

/** `waiting` for `runAt` and its endpoint; `started`: under way; `blocked`: failed, and holds its lane until somebody acts. */
export type QueueState = 'waiting' | 'started' | 'blocked';

/** A delivery that is not final. Deleted in the transaction that makes it final. */
@Entity({ name: 'delivery_queue' })
@Index('delivery_queue_next', ['endpointId', 'runAt', 'deliveryId'], {
  where: "state = 'waiting' and is_head",
})
@Index('delivery_queue_manual', ['endpointId', 'runAt'], {
  where: "state = 'waiting' and is_manual",
})
@Index('delivery_queue_started', ['endpointId'], { where: "state = 'started'" })
@Index('delivery_queue_heads', ['endpointId', 'lane'], { where: 'is_head and lane is not null' })
@Index('delivery_queue_lease', ['leaseUntil'], { where: "state = 'started'" })
@Index('delivery_queue_lane', ['endpointId', 'lane', 'position'], { where: 'lane is not null' })
@Index('delivery_queue_workspace', ['workspaceId', 'deliveryId'])
@Index('delivery_queue_endpoint', ['endpointId', 'deliveryId'])
export class QueuedDelivery {
  @PrimaryColumn({ name: 'delivery_id', type: 'uuid' })
  deliveryId!: Id;

  @Column({ name: 'workspace_id', type: 'uuid' })
  workspaceId!: Id;

  @Column({ name: 'endpoint_id', type: 'uuid' })
  endpointId!: Id;

  @Column({ type: 'text' })
  state!: QueueState;

  @Column({ name: 'run_at', type: 'timestamptz' })
  runAt!: Date;

  /** Deliveries of one endpoint and lane go one after the other; null: in none. */
  @Column({ type: 'text', nullable: true })
  lane!: string | null;

  /** When the lane passes on to the next: once this one is final, or after its first attempt. */
  @Column({ name: 'lane_until', type: 'text', nullable: true })
  laneUntil!: 'final' | 'attempted' | null;

  /** Its place in the lane: the event's id, or one made when the batch was cut. */
  @Column({ type: 'uuid' })
  position!: Id;

  /** Whether it is its turn in its lane. */
  @Column({ name: 'is_head', type: 'boolean', default: true })
  isHead!: boolean;

  /** Replayed by hand: its next attempt goes past circuit and pause. */
  @Column({ name: 'is_manual', type: 'boolean', default: false })
  isManual!: boolean;

  /** Attempts started so far: the number of the last. */
  @Column({ type: 'integer', default: 0 })
  attempt!: number;

  /** Attempts of the schedule used up: a replay begins it anew. */
  @Column({ type: 'integer', default: 0 })
  step!: number;

  @Column({ type: 'text', nullable: true })
  holder!: string | null;

  @Column({ name: 'lease_until', type: 'timestamptz', nullable: true })
  leaseUntil!: Date | null;
}
