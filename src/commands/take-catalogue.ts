import type { INestApplicationContext } from '@nestjs/common';
import { z } from 'zod';
import { LoadCatalogue, type LoadedCatalogue } from '../catalogue/load-catalogue.js';
import { RecomputeAccess } from '../lifecycle/recompute-access.js';
import type { Actor } from '../policy/model/actor.js';
import { LoadSchedules } from '../reviews/load-schedules.js';
import { campaignSchedulesSchema } from '../reviews/reviews.schema.js';

const schedules = z.object({ campaignSchedules: campaignSchedulesSchema.default([]) });

/** A declared catalogue with its review schedules; then everyone's birthright by its rules. Repeating changes nothing. */
export async function takeCatalogue(
  app: INestApplicationContext,
  actor: Actor,
  declared: unknown,
): Promise<LoadedCatalogue & { grantsOpened: number; grantsEnded: number }> {
  const loaded = await app.get(LoadCatalogue).run(actor, declared);
  await app.get(LoadSchedules).run(actor, schedules.parse(declared).campaignSchedules);
  const { opened, ended } = await app.get(RecomputeAccess).run(actor, 'everyone');
  return { ...loaded, grantsOpened: opened, grantsEnded: ended };
}
