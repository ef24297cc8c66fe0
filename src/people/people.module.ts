import { Module } from '@nestjs/common';
import { AuditModule } from '../audit/audit.module.js';
import { FindNamed } from './find-named.js';
import { FindPerson } from './find-person.js';
import { ListPeople } from './list-people.js';
import { ListPrerequisites } from './list-prerequisites.js';
import { PeopleListStore } from './people-list.store.js';
import { PeopleController } from './people.controller.js';
import { PeopleStore } from './people.store.js';
import { PersonCardStore } from './person-card.store.js';
import { PrerequisitesController } from './prerequisites.controller.js';
import { PrerequisitesStore } from './prerequisites.store.js';
import { ReadAcknowledgements } from './read-acknowledgements.js';
import { ReadCard } from './read-card.js';
import { ReadGrounds } from './read-grounds.js';
import { ReadPeople } from './read-people.js';
import { ReadPersonPrerequisites } from './read-person-prerequisites.js';
import { ReadPrerequisites } from './read-prerequisites.js';
import { ReadRightsHeld } from './read-rights-held.js';
import { ReadStaff } from './read-staff.js';
import { NoteUnmasking } from './note-unmasking.js';
import { ReadWho } from './read-who.js';
import { UnmaskPerson } from './unmask-person.js';
import { UnmaskingsController } from './unmaskings.controller.js';
import { UnmaskingsStore } from './unmaskings.store.js';

@Module({
  imports: [AuditModule],
  controllers: [PeopleController, PrerequisitesController, UnmaskingsController],
  providers: [
    PeopleStore,
    PeopleListStore,
    PersonCardStore,
    ReadStaff,
    ReadWho,
    ReadGrounds,
    UnmaskingsStore,
    NoteUnmasking,
    UnmaskPerson,
    ReadPeople,
    ReadCard,
    ListPeople,
    FindNamed,
    FindPerson,
    PrerequisitesStore,
    ListPrerequisites,
    ReadAcknowledgements,
    ReadPersonPrerequisites,
    ReadPrerequisites,
    ReadRightsHeld,
  ],
  exports: [
    ReadStaff,
    ReadWho,
    ReadGrounds,
    NoteUnmasking,
    ReadPeople,
    FindNamed,
    FindPerson,
    ReadAcknowledgements,
    ReadPersonPrerequisites,
    ReadPrerequisites,
    ReadRightsHeld,
  ],
})
export class PeopleModule {}
