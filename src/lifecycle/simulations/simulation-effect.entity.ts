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
}
