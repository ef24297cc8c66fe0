import { Column, Entity, ForeignKey, Index, PrimaryColumn } from 'typeorm';

/** How a person stands now: the one of their records that counts. */
@Entity('prerequisite_standing')
@Index('prerequisite_standing_prerequisite_idx', ['prerequisiteId', 'personId'])
export class PrerequisiteStanding {
  @PrimaryColumn('uuid')
  @ForeignKey('Person', { name: 'prerequisite_standing_person_fk' })
  personId: string;

  @PrimaryColumn('uuid')
  @ForeignKey('Prerequisite', { name: 'prerequisite_standing_prerequisite_fk' })
  prerequisiteId: string;

  @Column('boolean')
  met: boolean;

  @Column('date')
  day: string;

  @Column('date', { nullable: true })
  until: string | null;

  @Column('integer', { nullable: true })
  textVersion: number | null;

  /** The nearest warning that was given, in days before the last one. */
  @Column('smallint', { nullable: true })
  warned: number | null;
}
