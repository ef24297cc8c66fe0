import { Body, Controller, Get, Param, Post, Query } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import type { z } from 'zod';
import { CurrentActor } from '../../platform/http/actor.decorator.js';
import { WantedLanguage, type Language } from '../../platform/http/language.decorator.js';
import { Returns } from '../../platform/http/returns.decorator.js';
import type { PersonActor } from '../../policy/model/actor.js';
import { ReadSimulations } from './read-simulations.js';
import { SimulateOrganisation } from './simulate-organisation.js';
import { SimulateRule } from './simulate-rule.js';
import {
  simulateSchema,
  simulationChoicesSchema,
  simulationEffectsSchema,
  simulationIdSchema,
  simulationSchema,
  simulationsQuerySchema,
  simulationsSchema,
  simulationUnitSchema,
  simulationUnitsQuerySchema,
  simulationUnitsSchema,
  type SimulateInput,
  type SimulationsQuery,
} from './simulations.schema.js';

@ApiTags('simulations')
@Controller('simulations')
export class SimulationsController {
  constructor(
    private readonly rule: SimulateRule,
    private readonly organisation: SimulateOrganisation,
    private readonly simulations: ReadSimulations,
  ) {}

  @Post()
  @Returns(simulationSchema, 201)
  async run(
    @CurrentActor() actor: PersonActor,
    @Body({ schema: simulateSchema }) body: SimulateInput,
    @WantedLanguage() language: Language,
  ): Promise<z.input<typeof simulationSchema>> {
    const id = await (body.kind === 'rule' ? this.rule.run(actor, body) : this.organisation.run(actor, body));
    return this.simulations.one(actor, id, language);
  }

  @Get()
  @Returns(simulationsSchema)
  list(
    @CurrentActor() actor: PersonActor,
    @Query({ schema: simulationsQuerySchema }) query: SimulationsQuery,
    @WantedLanguage() language: Language,
  ): Promise<z.input<typeof simulationsSchema>> {
    return this.simulations.page(actor, query, language);
  }

  @Get('choices')
  @Returns(simulationChoicesSchema)
  choices(
    @CurrentActor() actor: PersonActor,
    @WantedLanguage() language: Language,
  ): Promise<z.input<typeof simulationChoicesSchema>> {
    return this.simulations.choices(actor, language);
  }

  @Get('units')
  @Returns(simulationUnitsSchema)
  units(
    @CurrentActor() actor: PersonActor,
    @Query({ schema: simulationUnitsQuerySchema }) { q }: z.output<typeof simulationUnitsQuerySchema>,
    @WantedLanguage() language: Language,
  ): Promise<z.input<typeof simulationUnitsSchema>> {
    return this.simulations.units(actor, q, language);
  }

  @Get('units/:id')
  @Returns(simulationUnitSchema)
  unit(
    @CurrentActor() actor: PersonActor,
    @Param('id', { schema: simulationIdSchema }) id: string,
    @WantedLanguage() language: Language,
  ): Promise<z.input<typeof simulationUnitSchema>> {
    return this.simulations.unit(actor, id, language);
  }

  @Get(':id')
  @Returns(simulationSchema)
  one(
    @CurrentActor() actor: PersonActor,
    @Param('id', { schema: simulationIdSchema }) id: string,
    @WantedLanguage() language: Language,
  ): Promise<z.input<typeof simulationSchema>> {
    return this.simulations.one(actor, id, language);
  }

  @Get(':id/persons')
  @Returns(simulationEffectsSchema)
  persons(
    @CurrentActor() actor: PersonActor,
    @Param('id', { schema: simulationIdSchema }) id: string,
    @Query({ schema: simulationsQuerySchema }) query: SimulationsQuery,
    @WantedLanguage() language: Language,
  ): Promise<z.input<typeof simulationEffectsSchema>> {
    return this.simulations.effects(actor, id, query, language);
  }
}
