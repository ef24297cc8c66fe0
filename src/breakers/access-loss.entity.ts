import { Check, Column, Entity, Index, PrimaryGeneratedColumn } from 'typeorm';

/** How many persons one automatic change took access from; what the breaker of the hour adds up. */
@Entity('access_loss')
@Check('access_loss_persons_check', 'persons > 0 OR ends > 0')
@Index('access_loss_at_idx', ['at'])
@Index('access_loss_feed_idx', ['source', 'at'], { where: '(source IS NOT NULL)' })
export class AccessLoss {
  @PrimaryGeneratedColumn('identity', { type: 'bigint', generatedIdentity: 'ALWAYS' })
  id: string;

  @Column('timestamptz')
  at: Date;

  @Column('text')
  cause: string;

  @Column('uuid', { nullable: true })
  objectId: string | null;

  @Column('integer')
  persons: number;

  /** False when a human let it through, or when it was announced long before. */
  @Column('boolean')
  counted: boolean;

  /** Persons by unit id; what the breaker of the unit adds up. */
  @Column('jsonb', { default: {} })
  units: unknown;

  /** The source whose event it was; what the breaker of the feed adds to its deliveries. */
  @Column('text', { nullable: true })
  source: string | null;

  /** Employments that the event ended. */
  @Column('integer', { default: 0 })
  ends: number;
}
