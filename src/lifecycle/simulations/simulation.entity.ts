import { Check, Column, Entity, ForeignKey, Index, PrimaryGeneratedColumn } from 'typeorm';

/** What would happen if a rule or the organisation were changed: asked, answered, and kept for a week. */
@Entity('simulation')
@Check('simulation_kind_check', "kind IN ('rule', 'organisation')")
@Index('simulation_asked_idx', ['askedAt', 'id'])
@Index('simulation_expires_idx', ['expiresAt'])
export class Simulation {
  @PrimaryGeneratedColumn('uuid')
  id: string;

  @Column('text')
  kind: string;

  @Column('text')
  title: string;

  @Column('jsonb')
  question: unknown;

  @Column('uuid')
  @ForeignKey('Person', { name: 'simulation_asked_by_fk' })
  askedBy: string;

  @Column('timestamptz')
  askedAt: Date;

  @Column('timestamptz')
  expiresAt: Date;

  @Column('integer')
  milliseconds: number;

  /** Persons whose access was computed. */
  @Column('integer')
  lookedAt: number;

  @Column('integer')
  persons: number;

  @Column('integer')
  losing: number;

  @Column('integer')
  gaining: number;

  /** Who keeps access only until it has been answered for, or the days of handover are over. */
  @Column('integer', { default: 0 })
  later: number;

  /** Who goes on in another unit. */
  @Column('integer', { default: 0 })
  moved: number;

  /** Who gets another manager, or none. */
  @Column('integer', { default: 0 })
  relead: number;

  @Column('jsonb')
  tripped: unknown;
}
