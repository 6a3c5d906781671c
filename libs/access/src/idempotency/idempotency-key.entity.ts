import { Column, Entity, Index, PrimaryColumn } from 'typeorm';

/** A key that a client gave to a write, and the answer it got; `status` null: not answered yet. */
@Entity({ name: 'idempotency_keys' })
@Index('idempotency_keys_age', ['createdAt'])
export class IdempotencyKey {
  /** The Workspace and the owner of the token. */
  @PrimaryColumn({ type: 'text' })
  owner!: string;

  @PrimaryColumn({ type: 'text' })
  key!: string;

  /** SHA-256 of the request. */
  @Column({ type: 'text' })
  fingerprint!: string;

  @Column({ type: 'integer', nullable: true })
  status!: number | null;

  @Column({ type: 'text', nullable: true })
  body!: string | null;

  @Column({ name: 'created_at', type: 'timestamptz', default: () => 'now()' })
  createdAt!: Date;
}
