import { Body, Controller, HttpCode, Param, ParseIntPipe, Post } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import type { z } from 'zod';
import { decidedRoleSchema, decideRoleSchema } from '../../catalogue/roles.schema.js';
import { registerIdSchema } from '../../catalogue/systems.schema.js';
import { CurrentActor } from '../../platform/http/actor.decorator.js';
import { Demands } from '../../platform/http/demands.decorator.js';
import { Returns } from '../../platform/http/returns.decorator.js';
import type { PersonActor } from '../../policy/model/actor.js';
import { DecideRoleVersion } from './decide-role-version.js';

@ApiTags('register')
@Controller('roles')
export class RolesDecisionsController {
  constructor(private readonly decide: DecideRoleVersion) {}

  @Demands('role.decide')
  @Post(':id/versions/:version/decisions')
  @HttpCode(200)
  @Returns(decidedRoleSchema)
  async decideVersion(
    @CurrentActor() actor: PersonActor,
    @Param('id', { schema: registerIdSchema }) id: string,
    @Param('version', ParseIntPipe) version: number,
    @Body({ schema: decideRoleSchema }) body: z.output<typeof decideRoleSchema>,
  ): Promise<z.input<typeof decidedRoleSchema>> {
    return { outcome: await this.decide.run(actor, id, version, body) };
  }
}
