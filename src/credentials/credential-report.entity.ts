import { Check, Column, Entity, ForeignKey, Index, PrimaryGeneratedColumn } from 'typeorm';

/** A lost or exposed credential, from the report to the new one (H12.2.1–H12.2.3). */
@Entity('credential_report')
@Check('credential_report_cause_check', `cause IN ('lost', 'stolen', 'code-known', 'misused', 'other')`)
@Check('credential_report_channel_check', `channel IN ('self', 'manager', 'service-desk', 'outside')`)
@Check(
  'credential_report_state_check',
  `state IN ('unconfirmed', 'barred', 'renewed', 'false-alarm', 'dismissed')`,
)
@Check(
  'credential_report_document_check',
  `identity_document IN ('passport', 'national-id', 'driving-licence', 'id-card', 'known-in-person')`,
)
@Check('credential_report_barred_check', `state IN ('unconfirmed', 'dismissed') OR provider IS NOT NULL`)
@Check('credential_report_not_own_check', 'closed_by IS DISTINCT FROM person_id')
@Check(
  'credential_report_renewed_check',
  `state <> 'renewed' OR (blocked_on IS NOT NULL AND identity_document IS NOT NULL AND closed_by IS NOT NULL AND closed_on IS NOT NULL)`,
)
@Check(
  'credential_report_false_alarm_check',
  `state <> 'false-alarm' OR (identity_document IS NOT NULL AND closed_by IS NOT NULL AND closed_on IS NOT NULL)`,
)
@Index('credential_report_open_idx', ['reportedAt', 'id'], { where: `state IN ('unconfirmed', 'barred')` })
@Index('credential_report_person_idx', ['personId', 'reportedAt'])
export class CredentialReport {
  @PrimaryGeneratedColumn('uuid')
  id: string;

  @Column('uuid')
  @ForeignKey('Person', { name: 'credential_report_person_fk' })
  personId: string;

  /** A provider's id, or the kind of session for our own methods; null: not said yet which. */
  @Column('text', { nullable: true })
  provider: string | null;

  /** "SITHS"; null: every way of signing in by the provider. */
  @Column('text', { nullable: true })
  method: string | null;

  @Column('text')
  cause: string;

  @Column('text', { default: '' })
  note: string;

  @Column('text')
  channel: string;

  @Column('text')
  state: string;

  /** Null for a report from the sign-in page. */
  @Column('uuid', { nullable: true })
  @ForeignKey('Person', { name: 'credential_report_reported_by_fk' })
  reportedBy: string | null;

  @Column('timestamptz')
  reportedAt: Date;

  @Column('uuid', { nullable: true })
  @ForeignKey('Person', { name: 'credential_report_confirmed_by_fk' })
  confirmedBy: string | null;

  @Column('timestamptz', { nullable: true })
  confirmedAt: Date | null;

  /** When the issuer blocked the old one. */
  @Column('date', { nullable: true })
  blockedOn: string | null;

  @Column('uuid', { nullable: true })
  @ForeignKey('Person', { name: 'credential_report_blocked_by_fk' })
  blockedBy: string | null;

  /** By what the person proved who they are before the bar was lifted; `closedBy` saw it. */
  @Column('text', { nullable: true })
  identityDocument: string | null;

  @Column('uuid', { nullable: true })
  @ForeignKey('Person', { name: 'credential_report_closed_by_fk' })
  closedBy: string | null;

  /** When the new one was handed out, or the old one was found. */
  @Column('date', { nullable: true })
  closedOn: string | null;

  @Column('timestamptz', { nullable: true })
  closedAt: Date | null;

  @Column('text', { nullable: true })
  closingNote: string | null;

  @Column('date')
  dueOn: string;

  @Column('date', { nullable: true })
  remindedOn: string | null;
}
