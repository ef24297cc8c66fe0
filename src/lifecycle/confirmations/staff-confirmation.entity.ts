import { Column, Entity, ForeignKey, Index, PrimaryGeneratedColumn } from 'typeorm';

/** A manager has said that an employment and its access are right (Hu). Only ever added to. */
@Entity('staff_confirmation')
@Index('staff_confirmation_employment_idx', ['employmentId', 'confirmedOn'])
export class StaffConfirmation {
  @PrimaryGeneratedColumn('identity', { type: 'bigint', generatedIdentity: 'ALWAYS' })
  id: number;

  @Column('uuid')
  @ForeignKey('Employment', { name: 'staff_confirmation_employment_fk' })
  employmentId: string;

  @Column('uuid')
  @ForeignKey('Person', { name: 'staff_confirmation_manager_fk' })
  managerId: string;

  @Column('timestamptz')
  confirmedAt: Date;

  @Column('date')
  confirmedOn: string;

  @Column('boolean')
  inBulk: boolean;
}
