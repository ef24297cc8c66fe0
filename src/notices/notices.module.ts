import { Module } from '@nestjs/common';
import { HandOverNotices } from './hand-over-notices.js';
import { MarkRead } from './mark-read.js';
import { NoticesController } from './notices.controller.js';
import { NoticesStore } from './notices.store.js';
import { ReadNotices } from './read-notices.js';
import { TellPeople } from './tell-people.js';

@Module({
  controllers: [NoticesController],
  providers: [NoticesStore, TellPeople, HandOverNotices, ReadNotices, MarkRead],
  exports: [TellPeople, HandOverNotices, ReadNotices],
})
export class NoticesModule {}
