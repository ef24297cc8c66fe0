import { Check, Column, Entity, ForeignKey, PrimaryGeneratedColumn, Unique } from 'typeorm';

/** What access is to, with its owners and its classes K/R/T. */
@Entity('information_system')
@Check(
  'information_system_classes_check',
  'confidentiality BETWEEN 0 AND 9 AND integrity BETWEEN 0 AND 9 AND availability BETWEEN 0 AND 9',
)
@Check('information_system_connectors_check', "connectors <@ '{directory,grindvakt,manual}'")
@Check('information_system_level_check', 'minimum_level BETWEEN 1 AND 4')
@Check(
  'information_system_log_events_check',
  "log_events <@ '{authorised-access,privileged-acts,denied-attempts,alarms,security-settings}'",
)
@Check(
  'information_system_state_check',
  "state IN ('draft', 'classified', 'approved', 'in-use', 'retiring', 'retired')",
)
@Unique('information_system_key_key', ['key'])
export class InformationSystem {
  @PrimaryGeneratedColumn('uuid')
  id: string;

  @Column('text')
  key: string;

  @Column('text')
  name: string;

  @Column('text')
  purpose: string;

  @Column('uuid')
  @ForeignKey('Person', { name: 'information_system_information_owner_fk' })
  informationOwnerId: string;

  @Column('uuid')
  @ForeignKey('Person', { name: 'information_system_system_owner_fk' })
  systemOwnerId: string;

  @Column('smallint')
  confidentiality: number;

  @Column('smallint')
  integrity: number;

  @Column('smallint')
  availability: number;

  @Column('text')
  logPolicy: string;

  @Column('text', { default: 'draft' })
  state: string;

  @Column('integer', { default: 1 })
  version: number;

  @Column('text', { array: true, default: [] })
  informationTypes: string[];

  /** Which information may be in it, and which may not. */
  @Column('text', { default: '' })
  mayHold: string;

  @Column('text', { default: '' })
  mayNotHold: string;

  @Column('boolean', { default: false })
  personalData: boolean;

  @Column('boolean', { default: false })
  patientData: boolean;

  /** What is logged, as the information owner has decided (H15.9.2). */
  @Column('text', { array: true, default: [] })
  logEvents: string[];

  /** No role in the system may demand less of a sign-in. */
  @Column('smallint', { default: 1 })
  minimumLevel: number;

  /** How access to it is carried out. */
  @Column('text', { array: true, default: [] })
  connectors: string[];

  /** When its classification is to be looked at again. */
  @Column('date', { nullable: true })
  reviewOn: string | null;

  /** Who wrote what waits for approval. */
  @Column('uuid', { nullable: true })
  @ForeignKey('Person', { name: 'information_system_written_by_fk' })
  writtenBy: string | null;

  @Column('uuid', { nullable: true })
  @ForeignKey('Person', { name: 'information_system_approved_by_fk' })
  approvedBy: string | null;

  @Column('timestamptz', { nullable: true })
  approvedAt: Date | null;
}
