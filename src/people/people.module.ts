import { Module } from '@nestjs/common';
import { PeopleStore } from './people.store.js';
import { ReadStaff } from './read-staff.js';
import { ReadWho } from './read-who.js';

@Module({ providers: [PeopleStore, ReadStaff, ReadWho], exports: [ReadStaff, ReadWho] })
export class PeopleModule {}
