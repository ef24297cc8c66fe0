import { Injectable } from '@nestjs/common';
import { Clock } from '../platform/clock.js';
import type { Reader } from '../platform/database.js';
import type { Language } from '../platform/http/language.decorator.js';
import type { PersonActor } from '../policy/model/actor.js';
import { deviations, outsideAnalysis, type DeviationFacts } from '../policy/request/deviations.js';
import type { DeviationsView } from './assessment.schema.js';
import { sentenceOf } from './deviation-texts.js';
import { GatherFacts, type Wanted } from './gather-facts.js';

/** Where an assessment departs from the analysis while it is being written (H8.1.3). Keeps and changes nothing. */
@Injectable()
export class ForeseeDeviations {
  constructor(
    private readonly clock: Clock,
    private readonly facts: GatherFacts,
  ) {}

  async run(
    reader: Reader,
    actor: PersonActor,
    wanted: Wanted & { assessment: DeviationFacts['assessment'] },
    language: Language,
  ): Promise<DeviationsView> {
    const { facts } = await this.facts.one(reader, actor, wanted, this.clock.today());
    const found = facts.comparison ? deviations({ ...facts.comparison, assessment: wanted.assessment }) : [];
    return {
      items: found.map((deviation) => ({ kind: deviation.kind, sentence: sentenceOf(deviation, language) })),
      outside: outsideAnalysis(found),
    };
  }
}
