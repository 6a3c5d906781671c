import type { Id } from '@millwright/kernel';
import { Column, Entity, PrimaryColumn } from 'typeorm';

/** Some bytes of a file that the database keeps. */
@Entity({ name: 'stored_file_pieces' })
export class StoredFilePiece {
  @PrimaryColumn({ name: 'file_id', type: 'uuid' })
  fileId!: Id;

  /** 0 is the first; all but the last are of the same size. */
  @PrimaryColumn({ type: 'integer' })
  position!: number;

  @Column({ type: 'bytea' })
  bytes!: Buffer;
}
