import { Check, Column, Entity, ForeignKey, Index, PrimaryGeneratedColumn } from 'typeorm';

/**
 * A record of an HR source that may be about somebody known, until HR has said so. It creates nobody and gives nothing
 * meanwhile; its facts are kept sealed. Of a known record, `personId` is its person: then two known persons may be one.
 */
@Entity('correlation_case')
@Check(
  'correlation_case_reason_check',
  "reason IN ('name-differs', 'weak-match', 'several-candidates', 'former-number', 'number-of-another', 'hsa-id-of-another', 'key-reused')",
)
@Check('correlation_case_state_check', "state IN ('open', 'same', 'different', 'merged', 'settled')")
@Check('correlation_case_decided_check', "(state = 'open') = (decided_at IS NULL)")
@Index('correlation_case_open_idx', ['source', 'sourceKey'], { unique: true, where: "state = 'open'" })
@Index('correlation_case_opened_idx', ['openedAt', 'id'])
export class CorrelationCase {
  @PrimaryGeneratedColumn('uuid')
  id: string;

  @Column('text')
  source: string;

  @Column('text')
  sourceKey: string;

  @Column('uuid', { nullable: true })
  @ForeignKey('Person', { name: 'correlation_case_person_fk' })
  personId: string | null;

  @Column('text')
  reason: string;

  @Column('text', { default: 'open' })
  state: string;

  @Column('bytea')
  factsSealed: Buffer;

  @Column('date')
  asOf: string;

  @Column('uuid', { nullable: true })
  @ForeignKey('HrImport', { name: 'correlation_case_import_fk' })
  importId: string | null;

  @Column('timestamptz')
  openedAt: Date;

  @Column('uuid', { nullable: true })
  @ForeignKey('Person', { name: 'correlation_case_decided_by_fk' })
  decidedBy: string | null;

  @Column('timestamptz', { nullable: true })
  decidedAt: Date | null;

  @Column('text', { nullable: true })
  decisionReason: string | null;
}
