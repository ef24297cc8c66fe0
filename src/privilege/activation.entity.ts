import { Check, Column, Entity, ForeignKey, Index, PrimaryGeneratedColumn, Unique } from 'typeorm';

/** A time-boxed use of an administrator right (H13.1.5). */
@Entity('activation')
@Unique('activation_grant_key', ['grantId'])
@Check('activation_hours_check', 'hours BETWEEN 1 AND 8')
@Index('activation_person_idx', ['personId', 'startedAt', 'id'])
export class Activation {
  @PrimaryGeneratedColumn('uuid')
  id: string;

  @Column('uuid')
  @ForeignKey('Person', { name: 'activation_person_fk' })
  personId: string;

  @Column('uuid')
  @ForeignKey('Role', { name: 'activation_role_fk' })
  roleId: string;

  @Column('uuid')
  @ForeignKey('AccessGrant', { name: 'activation_grant_fk' })
  grantId: string;

  @Column('text')
  reason: string;

  @Column('integer')
  hours: number;

  @Column('timestamptz')
  startedAt: Date;

  @Column('timestamptz')
  endsAt: Date;
}
