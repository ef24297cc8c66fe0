import { Check, Column, Entity, ForeignKey, PrimaryColumn, Unique } from 'typeorm';

/** What a passkey calls its person: random, so that a key that is found tells nothing. */
@Entity('passkey_user')
@Unique('passkey_user_handle_key', ['handle'])
@Check('passkey_user_handle_check', 'octet_length(handle) = 32')
export class PasskeyUser {
  @PrimaryColumn('uuid')
  @ForeignKey('Person', { name: 'passkey_user_person_fk' })
  personId: string;

  @Column('bytea')
  handle: Buffer;
}
