import type { INestApplicationContext } from '@nestjs/common';
import { TakeCatalogue, type TakenCatalogue } from '../lifecycle/held/take-catalogue.js';
import type { Actor } from '../policy/model/actor.js';

/** A declared catalogue with its review schedules; then everyone's birthright by its rules. Repeating changes nothing. */
export async function takeCatalogue(
  app: INestApplicationContext,
  actor: Actor,
  declared: unknown,
  options: { dryRun?: boolean } = {},
): Promise<TakenCatalogue> {
  return app.get(TakeCatalogue).run(actor, declared, options);
}
