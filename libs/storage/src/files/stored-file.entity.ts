import type { Id } from '@millwright/kernel';
import { Column, Entity, Index, PrimaryColumn } from 'typeorm';

/**
 * A file that lies behind an address for a while. The row is there before its bytes and goes after them, so that no
 * bytes are without one; without `storedAt` it is not finished, and nobody can see it.
 */
@Entity({ name: 'stored_files' })
@Index('stored_files_token', ['token'], { unique: true })
@Index('stored_files_run', ['actionRunId', 'round', 'name'], {
  unique: true,
  where: 'stored_at is not null',
})
@Index('stored_files_expiry', ['expiresAt'])
@Index('stored_files_unfinished', ['createdAt'], { where: 'stored_at is null' })
export class StoredFile {
  /** Also the key of its bytes. */
  @PrimaryColumn({ type: 'uuid' })
  id!: Id;

  @Column({ name: 'workspace_id', type: 'uuid' })
  workspaceId!: Id;

  @Column({ name: 'action_run_id', type: 'uuid' })
  actionRunId!: Id;

  /** Every retry by hand starts over. */
  @Column({ type: 'integer' })
  round!: number;

  @Column({ type: 'text' })
  name!: string;

  @Column({ name: 'mime_type', type: 'text' })
  mimeType!: string;

  @Column({ name: 'size_bytes', type: 'integer' })
  sizeBytes!: number;

  /** What of its address nobody can guess: 256 random bits in base64url. */
  @Column({ type: 'text', collation: 'C' })
  token!: string;

  /** The name of the store that has its bytes. */
  @Column({ name: 'kept_in', type: 'text' })
  keptIn!: string;

  @Column({ name: 'created_at', type: 'timestamptz', default: () => 'now()' })
  createdAt!: Date;

  @Column({ name: 'stored_at', type: 'timestamptz', nullable: true })
  storedAt!: Date | null;

  @Column({ name: 'expires_at', type: 'timestamptz' })
  expiresAt!: Date;
}
