import { Check, Column, Entity, ForeignKey, Index, PrimaryColumn } from 'typeorm';

/** On which terms an external person works here: who answers for them, where, until when. */
@Entity('external_engagement')
@Check('external_engagement_state_check', "state IN ('sponsored', 'taken-over', 'unsponsored', 'over')")
@Check(
  'external_engagement_sponsor_check',
  "CASE state WHEN 'sponsored' THEN sponsor_id IS NOT NULL AND acting_id IS NULL AND name_by IS NULL WHEN 'taken-over' THEN sponsor_id IS NOT NULL AND name_by IS NOT NULL ELSE true END",
)
@Check(
  'external_engagement_agreed_check',
  '(agreed_from IS NULL) = (agreed_to IS NULL) AND agreed_to >= agreed_from AND agreed_to - agreed_from <= 1096',
)
@Index('external_engagement_sponsor_idx', ['sponsorId'], { where: "state <> 'over'" })
@Index('external_engagement_acting_idx', ['actingId'], { where: 'acting_id IS NOT NULL' })
@Index('external_engagement_name_by_idx', ['nameBy'], { where: "state = 'taken-over'" })
export class ExternalEngagement {
  @PrimaryColumn('uuid')
  @ForeignKey('Employment', { name: 'external_engagement_employment_fk' })
  employmentId: string;

  @Column('uuid', { nullable: true })
  @ForeignKey('Unit', { name: 'external_engagement_scope_fk' })
  scopeUnitId: string | null;

  @Column('uuid', { nullable: true })
  @ForeignKey('Person', { name: 'external_engagement_sponsor_fk' })
  sponsorId: string | null;

  @Column('text', { nullable: true })
  statedSponsor: string | null;

  @Column('text')
  state: string;

  @Column('uuid', { nullable: true })
  @ForeignKey('Person', { name: 'external_engagement_acting_fk' })
  actingId: string | null;

  @Column('date', { nullable: true })
  nameBy: string | null;

  @Column('text', { array: true, default: '{}' })
  missing: string[];

  @Column('date', { nullable: true })
  agreedFrom: string | null;

  @Column('date', { nullable: true })
  agreedTo: string | null;

  @Column('uuid', { nullable: true })
  @ForeignKey('Person', { name: 'external_engagement_registered_by_fk' })
  registeredBy: string | null;
}
