import { Module } from '@nestjs/common';
import { MarkRead } from './mark-read.js';
import { NoticesController } from './notices.controller.js';
import { NoticesStore } from './notices.store.js';
import { ReadNotices } from './read-notices.js';
import { TellPeople } from './tell-people.js';

@Module({
  controllers: [NoticesController],
  providers: [NoticesStore, TellPeople, ReadNotices, MarkRead],
  exports: [TellPeople, ReadNotices],
})
export class NoticesModule {}
