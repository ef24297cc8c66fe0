import { Column, Entity, ForeignKey, PrimaryColumn } from 'typeorm';

/** One person who would lose access by a held change, in one unit. */
@Entity('held_loss')
export class HeldLoss {
  @PrimaryColumn('uuid')
  @ForeignKey('HeldChange', { name: 'held_loss_held_fk' })
  heldId: string;

  @PrimaryColumn('integer')
  number: number;

  @Column('uuid')
  personId: string;

  @Column('uuid')
  unitId: string;

  @Column('uuid', { array: true })
  roleIds: string[];
}
