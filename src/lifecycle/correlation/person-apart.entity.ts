import { Check, Column, Entity, ForeignKey, PrimaryColumn } from 'typeorm';

/** Two persons of whom HR has said that they are two: nobody is asked again. The smaller id first. */
@Entity('person_apart')
@Check('person_apart_order_check', 'person_a < person_b')
export class PersonApart {
  @PrimaryColumn('uuid')
  @ForeignKey('Person', { name: 'person_apart_a_fk' })
  personA: string;

  @PrimaryColumn('uuid')
  @ForeignKey('Person', { name: 'person_apart_b_fk' })
  personB: string;

  @Column('uuid')
  @ForeignKey('Person', { name: 'person_apart_decided_by_fk' })
  decidedBy: string;

  @Column('timestamptz')
  decidedAt: Date;

  @Column('text')
  reason: string;
}
