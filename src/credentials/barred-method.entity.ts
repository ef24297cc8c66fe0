import { Column, Entity, ForeignKey, Index, PrimaryGeneratedColumn } from 'typeorm';

/** A way in which a person cannot sign in, until it is lifted; read by sign-in/start-session for every method. */
@Entity('barred_method')
@Index('barred_method_person_idx', ['personId'], { where: 'lifted_at IS NULL' })
export class BarredMethod {
  @PrimaryGeneratedColumn('uuid')
  id: string;

  @Column('uuid')
  @ForeignKey('CredentialReport', { name: 'barred_method_report_fk' })
  reportId: string;

  @Column('uuid')
  @ForeignKey('Person', { name: 'barred_method_person_fk' })
  personId: string;

  @Column('text')
  provider: string;

  /** Null: every way of signing in by the provider. */
  @Column('text', { nullable: true })
  method: string | null;

  @Column('timestamptz')
  barredAt: Date;

  @Column('timestamptz', { nullable: true })
  liftedAt: Date | null;
}
