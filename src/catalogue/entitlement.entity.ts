import { Check, Column, Entity, ForeignKey, PrimaryGeneratedColumn, Unique } from 'typeorm';

/** A privilege in one system, by the name the target knows it by. */
@Entity('entitlement')
@Unique('entitlement_key_key', ['key'])
@Check('entitlement_target_check', "target IN ('directory', 'grindvakt')")
@Unique('entitlement_target_name_key', ['target', 'externalName'])
export class Entitlement {
  @PrimaryGeneratedColumn('uuid')
  id: string;

  @Column('uuid')
  @ForeignKey('InformationSystem', { name: 'entitlement_system_fk' })
  systemId: string;

  @Column('text')
  key: string;

  @Column('text')
  name: string;

  @Column('text')
  sentenceSv: string;

  @Column('text')
  sentenceEn: string;

  @Column('text')
  target: string;

  @Column('text')
  externalName: string;

  @Column('boolean', { default: false })
  privileged: boolean;
}
