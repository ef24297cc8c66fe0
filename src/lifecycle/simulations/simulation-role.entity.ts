import { Column, Entity, ForeignKey, PrimaryColumn } from 'typeorm';

/** How many would lose and gain one role by a simulated change. */
@Entity('simulation_role')
export class SimulationRole {
  @PrimaryColumn('uuid')
  @ForeignKey('Simulation', { name: 'simulation_role_simulation_fk', onDelete: 'CASCADE' })
  simulationId: string;

  @PrimaryColumn('integer')
  number: number;

  @Column('uuid')
  roleId: string;

  @Column('integer')
  lost: number;

  @Column('integer')
  gained: number;

  @Column('integer', { default: 0 })
  later: number;
}
