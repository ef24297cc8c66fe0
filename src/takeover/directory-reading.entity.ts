import { Column, Entity, ForeignKey, PrimaryColumn } from 'typeorm';

/** The latest reading of a directory. */
@Entity('directory_reading')
export class DirectoryReading {
  @PrimaryColumn('text')
  target: string;

  @Column('timestamptz')
  readAt: Date;

  @Column('uuid', { nullable: true })
  @ForeignKey('Person', { name: 'directory_reading_read_by_fk' })
  readBy: string | null;

  @Column('integer')
  groups: number;

  @Column('integer')
  memberships: number;
}
