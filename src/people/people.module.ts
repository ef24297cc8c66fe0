import { Module } from '@nestjs/common';
import { AuditModule } from '../audit/audit.module.js';
import { FindPerson } from './find-person.js';
import { ListPeople } from './list-people.js';
import { PeopleListStore } from './people-list.store.js';
import { PeopleController } from './people.controller.js';
import { PeopleStore } from './people.store.js';
import { PersonCardStore } from './person-card.store.js';
import { PrerequisitesStore } from './prerequisites.store.js';
import { ReadAcknowledgements } from './read-acknowledgements.js';
import { ReadCard } from './read-card.js';
import { ReadPeople } from './read-people.js';
import { ReadPrerequisites } from './read-prerequisites.js';
import { ReadStaff } from './read-staff.js';
import { ReadWho } from './read-who.js';

@Module({
  imports: [AuditModule],
  controllers: [PeopleController],
  providers: [
    PeopleStore,
    PeopleListStore,
    PersonCardStore,
    ReadStaff,
    ReadWho,
    ReadPeople,
    ReadCard,
    ListPeople,
    FindPerson,
    PrerequisitesStore,
    ReadAcknowledgements,
    ReadPrerequisites,
  ],
  exports: [ReadStaff, ReadWho, ReadPeople, FindPerson, ReadAcknowledgements, ReadPrerequisites],
})
export class PeopleModule {}
