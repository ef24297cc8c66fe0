import { Column, Entity, ForeignKey, PrimaryColumn } from 'typeorm';

/** One person whose access a simulated change would alter. */
@Entity('simulation_effect')
export class SimulationEffect {
  @PrimaryColumn('uuid')
  @ForeignKey('Simulation', { name: 'simulation_effect_simulation_fk', onDelete: 'CASCADE' })
  simulationId: string;

  @PrimaryColumn('integer')
  number: number;

  @Column('uuid')
  personId: string;

  @Column('uuid')
  unitId: string;

  /** Roles. */
  @Column('uuid', { array: true })
  lost: string[];

  @Column('uuid', { array: true })
  gained: string[];

  /** Works on until it has been answered for. */
  @Column('uuid', { array: true, default: [] })
  later: string[];

  /** Goes on in another unit. */
  @Column('boolean', { default: false })
  moved: boolean;

  /** Gets another manager. */
  @Column('boolean', { default: false })
  relead: boolean;

  /** Who that is; null for nobody. */
  @Column('uuid', { nullable: true })
  managerId: string | null;
}
