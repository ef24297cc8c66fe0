import { Module } from '@nestjs/common';
import { AuditModule } from '../audit/audit.module.js';
import { GrantsModule } from '../grants/grants.module.js';
import { PeopleModule } from '../people/people.module.js';
import { AccessMapStore } from './access-map.store.js';
import { ExportAccessMap } from './export-access-map.js';
import { OversightController } from './oversight.controller.js';
import { ReadAccessMap } from './read-access-map.js';
import { ReadWhy } from './read-why.js';
import { WhyStore } from './why.store.js';

/** Reading across the rooms: who has access to what, and why. */
@Module({
  imports: [AuditModule, GrantsModule, PeopleModule],
  controllers: [OversightController],
  providers: [AccessMapStore, WhyStore, ReadAccessMap, ExportAccessMap, ReadWhy],
  exports: [ReadAccessMap],
})
export class OversightModule {}
