import { Column, Entity, PrimaryColumn } from 'typeorm';

/** What the declared catalogue said of something when it was loaded last: what is edited on pages stays until it changes. */
@Entity('declared_item')
export class DeclaredItem {
  @PrimaryColumn('text')
  kind: string;

  @PrimaryColumn('text')
  key: string;

  @Column('text')
  digest: string;

  @Column('timestamptz')
  loadedAt: Date;
}
