import { Body, Controller, Get, HttpCode, Param, Post, Req } from '@nestjs/common';
import { ApiBody, ApiConsumes, ApiTags } from '@nestjs/swagger';
import type { z } from 'zod';
import { CurrentActor, type SignedInRequest } from '../../platform/http/actor.decorator.js';
import { Returns } from '../../platform/http/returns.decorator.js';
import type { PersonActor } from '../../policy/model/actor.js';
import { ReadShifts } from './read-shifts.js';
import { receiveShifts } from './receive-shifts.js';
import {
  personShiftsIdSchema,
  personShiftsSchema,
  shiftsInputSchema,
  shiftSnapshotsSchema,
  shiftsTakenSchema,
} from './shifts.schema.js';
import { TakeShifts, type ShiftsTaken } from './take-shifts.js';

@ApiTags('shifts')
@Controller()
export class ShiftsController {
  constructor(
    private readonly take: TakeShifts,
    private readonly shifts: ReadShifts,
  ) {}

  @Get('hr/shifts')
  @Returns(shiftSnapshotsSchema)
  list(@CurrentActor() actor: PersonActor): Promise<z.input<typeof shiftSnapshotsSchema>> {
    return this.shifts.snapshots(actor);
  }

  @Post('hr/shifts')
  @HttpCode(200)
  @Returns(shiftsTakenSchema)
  post(
    @CurrentActor() actor: PersonActor,
    @Body({ schema: shiftsInputSchema }) body: z.output<typeof shiftsInputSchema>,
  ): Promise<ShiftsTaken> {
    const shifts = body.shifts.map(({ employment, from, to }, at) => ({
      line: at + 1,
      number: employment,
      from,
      to,
    }));
    return this.take.run(actor, { ...body, shifts, channel: 'page' });
  }

  @Post('hr/shifts/files')
  @HttpCode(200)
  @ApiConsumes('multipart/form-data')
  @ApiBody({
    schema: {
      type: 'object',
      required: ['from', 'to', 'files'],
      properties: {
        source: { type: 'string' },
        from: { type: 'string', format: 'date' },
        to: { type: 'string', format: 'date' },
        asOf: { type: 'string', format: 'date-time' },
        confirmed: { type: 'string', enum: ['true', 'false'] },
        files: { type: 'array', items: { type: 'string', format: 'binary' }, maxItems: 1 },
      },
    },
  })
  @Returns(shiftsTakenSchema)
  async upload(@CurrentActor() actor: PersonActor, @Req() request: SignedInRequest): Promise<ShiftsTaken> {
    await this.take.authorise(actor); // before a byte of it is stored
    return this.take.run(actor, { ...(await receiveShifts(request)), channel: 'page' });
  }

  @Get('people/:id/shifts')
  @Returns(personShiftsSchema)
  ofPerson(
    @CurrentActor() actor: PersonActor,
    @Param('id', { schema: personShiftsIdSchema }) id: string,
  ): Promise<z.input<typeof personShiftsSchema>> {
    return this.shifts.ofPerson(actor, id);
  }
}
